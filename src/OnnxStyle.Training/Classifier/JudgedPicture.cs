namespace OnnxStyle.Training;

/// <summary>A picture that a classifier did not see before it judged it.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Called">What it was called.</param>
/// <param name="Probability">How sure the classifier was of that, 0 to 1.</param>
public sealed record JudgedPicture(LabeledPicture Picture, string Called, double Probability);

namespace OnnxStyle.Training;

/// <summary>A picture and the class that somebody says it belongs to.</summary>
/// <param name="Path">The file.</param>
/// <param name="Label">The name of its class.</param>
public sealed record LabeledPicture(string Path, string Label);

namespace OnnxStyle.Training;

/// <summary>What one convolution of a student shall have.</summary>
/// <param name="Name">The convolution, such as <c>conv4_2</c>.</param>
/// <param name="Channels">How many of the teacher's channels it has.</param>
/// <param name="Filters">How many 3x3 filters make them, joined by a 1x1 convolution; 0: one for each channel.</param>
public sealed record StudentLayer(string Name, int Channels, int Filters);

namespace OnnxStyle.Recommender;

/// <summary>How far the pictures of a catalogue are.</summary>
/// <param name="Done">Works whose picture was looked for.</param>
/// <param name="All">All works.</param>
public sealed record IndexProgress(int Done, int All);

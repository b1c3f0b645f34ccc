namespace OnnxStyle.Recommender;

/// <summary>A part of an index and how much it counts. A class: lists of it need no code of their own from the compiler at run time, which a first query waits for.</summary>
internal sealed record WeighedPart(IndexPart Part, double Weight);

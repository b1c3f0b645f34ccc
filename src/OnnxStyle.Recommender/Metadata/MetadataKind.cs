namespace OnnxStyle.Recommender;

/// <summary>A kind of metadata and how much it counts.</summary>
/// <param name="Column">The column of the catalogue that holds the types, such as <c>style</c>.</param>
/// <param name="Weight">lambda, 0 to 1; those of all kinds sum to 1.</param>
public sealed record MetadataKind(string Column, double Weight)
{
    /// <summary>style 0.4, subject 0.4, year 0.2, as in the document that the formula is from.</summary>
    public static IReadOnlyList<MetadataKind> Defaults { get; } = [new("style", 0.4), new("subject", 0.4), new("year", 0.2)];
}

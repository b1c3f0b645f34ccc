using System.Globalization;

namespace OnnxStyle.Recommender;

/// <summary>A work that is near another, and why.</summary>
public sealed record Recommendation
{
    /// <summary>The work.</summary>
    public required IndexedWork Work { get; init; }

    /// <summary>The final distance: the weighted sum of <see cref="Parts"/> times <see cref="MetadataWeight"/>.</summary>
    public required double Distance { get; init; }

    /// <summary>The distances that it is made of.</summary>
    public required IReadOnlyList<DistancePart> Parts { get; init; }

    /// <summary>What shared metadata multiplied the distance by; 1 where metadata was not asked for.</summary>
    public required double MetadataWeight { get; init; }

    /// <summary>The kinds of metadata in which both works have the same type.</summary>
    public required IReadOnlyList<string> SharedKinds { get; init; }

    /// <summary>The terms that bring the two texts nearest, at most three, the strongest first.</summary>
    public required IReadOnlyList<string> SharedTerms { get; init; }

    /// <summary>The reasons in a line, such as <c>text 0.31 (portraits, woman), same style</c>.</summary>
    public string Explanation
    {
        get
        {
            IEnumerable<string> parts = Parts.Select(part =>
                string.Create(CultureInfo.InvariantCulture, $"{part.Name} {part.Distance:0.00}") + (part.Name == ArtIndex.TextPart && SharedTerms.Count > 0 ? $" ({string.Join(", ", SharedTerms)})" : ""));
            return string.Join(", ", parts.Concat(SharedKinds.Select(kind => $"same {kind}")));
        }
    }
}

using OnnxStyle.Imaging;

namespace OnnxStyle.Transfer;

/// <summary>What a method adds to a run of Gatys' method, at each level of its pyramid.</summary>
internal sealed record RunAdditions
{
    /// <summary>More losses of the graph; null: none.</summary>
    public Func<PlannedLevel, IEnumerable<BoundTerm>>? Terms { get; init; }

    /// <summary>Losses outside of the graph; they are disposed of at the end of the level. Null: none.</summary>
    public Func<PlannedLevel, IReadOnlyList<IOutsideTerm>>? Outside { get; init; }

    /// <summary>Called at the beginning of a level, before its first iteration, with the picture it starts from and its number; null: nothing.</summary>
    public Action<Image, int>? BeforeLevel { get; init; }

    /// <summary>Whether the last picture counts rather than that with the smallest loss.</summary>
    public bool KeepsLast { get; init; }

    /// <summary>Makes the picture that a level starts from of what the level before has painted; null: bicubic.</summary>
    public Func<Image, PlannedLevel, Image>? Enlarge { get; init; }
}

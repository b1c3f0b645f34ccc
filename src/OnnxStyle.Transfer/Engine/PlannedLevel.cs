namespace OnnxStyle.Transfer;

/// <summary>One level of the pyramid as planned.</summary>
internal sealed record PlannedLevel
{
    public required int Width { get; init; }

    public required int Height { get; init; }

    public required int Iterations { get; init; }

    public required IReadOnlyList<(int Width, int Height)> StyleSizes { get; init; }
}

namespace OnnxStyle.Transfer;

/// <summary>What a run will take.</summary>
public sealed record RunEstimate
{
    /// <summary>The width of the painting in pixels.</summary>
    public int Width { get; init; }

    /// <summary>The height of the painting in pixels.</summary>
    public int Height { get; init; }

    /// <summary>The levels of the pyramid.</summary>
    public int Levels { get; init; }

    /// <summary>The largest memory of the process, bytes: values that are alive at the same time in the largest graph, filters, the optimiser and the program itself.</summary>
    public long PeakBytes { get; init; }

    /// <summary>Iterations of all levels.</summary>
    public int Iterations { get; init; }

    /// <summary>Multiplications with one addition each, of all levels: three times the encoder's for each iteration.</summary>
    public double MultiplyAdds { get; init; }

    /// <summary>Seconds, when they were asked for: from one small evaluation on this machine. Line searches take a little more.</summary>
    public double? Seconds { get; init; }
}

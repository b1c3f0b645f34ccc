namespace OnnxStyle.Transfer;

/// <summary>The part of a checkpoint that is text.</summary>
internal sealed record CheckpointFacts
{
    public int Version { get; init; } = 1;

    public StylizeOptions Options { get; init; } = new();

    /// <summary>The options of a run of STROTSS; null: of another method.</summary>
    public StrotssOptions? Strotss { get; init; }

    public IReadOnlyList<InputPicture> Inputs { get; init; } = [];

    public EasternState? Eastern { get; init; }

    public string EncoderSha256 { get; init; } = "";

    public int Level { get; init; }

    public int Iteration { get; init; }

    public int Width { get; init; }

    public int Height { get; init; }

    /// <summary>How many numbers the point has; 0: three for each pixel.</summary>
    public int Variables { get; init; }

    public double BestLoss { get; init; }

    public double Seconds { get; init; }

    public IReadOnlyList<LevelReport> Levels { get; init; } = [];

    public IReadOnlyList<LossRow> Log { get; init; } = [];

    public IReadOnlyList<string> Notes { get; init; } = [];
}

namespace OnnxStyle.Transfer;

/// <summary>The part of a checkpoint that is text.</summary>
internal sealed record CheckpointFacts
{
    public int Version { get; init; } = 1;

    public StylizeOptions Options { get; init; } = new();

    public IReadOnlyList<InputPicture> Inputs { get; init; } = [];

    public EasternState? Eastern { get; init; }

    public string EncoderSha256 { get; init; } = "";

    public int Level { get; init; }

    public int Iteration { get; init; }

    public int Width { get; init; }

    public int Height { get; init; }

    public double BestLoss { get; init; }

    public double Seconds { get; init; }

    public IReadOnlyList<LevelReport> Levels { get; init; } = [];

    public IReadOnlyList<LossRow> Log { get; init; } = [];

    public IReadOnlyList<string> Notes { get; init; } = [];
}

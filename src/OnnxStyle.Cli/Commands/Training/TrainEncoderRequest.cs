using OnnxStyle.Runtime;
using OnnxStyle.Training;

namespace OnnxStyle.Cli.Commands;

/// <summary>What <c>train encoder</c> was asked for.</summary>
internal sealed record TrainEncoderRequest
{
    public required string Teacher { get; init; }

    public string? ModelFolder { get; init; }

    public required IReadOnlyList<string> Pictures { get; init; }

    /// <summary>How many pictures are painted through the start.</summary>
    public required int Painted { get; init; }

    public required string Channels { get; init; }

    public required ClosedFormOptions Start { get; init; }

    /// <summary>Distillation after the closed form; null: none.</summary>
    public required TrainingOptions? Training { get; init; }

    public required SessionOptions Session { get; init; }

    /// <summary>A start that was fitted before; null: it is fitted.</summary>
    public string? Begin { get; init; }

    public string? Resume { get; init; }

    public required string Output { get; init; }

    public string? Licence { get; init; }

    public string? Origin { get; init; }

    /// <summary>Where the start in closed form lies.</summary>
    public string StartFile => $"{Stem}.start.safetensors";

    /// <summary>The output without its ending: checkpoint, losses and curve lie beside it.</summary>
    public string Stem => Path.Combine(Path.GetDirectoryName(Output) ?? "", Path.GetFileNameWithoutExtension(Output));
}

using OnnxStyle.Runtime;
using OnnxStyle.Training;

namespace OnnxStyle.Cli.Commands;

/// <summary>What <c>train autoencoder</c> was asked for.</summary>
internal sealed record TrainAutoencoderRequest
{
    public string Pictures { get; init; } = "";

    public string Output { get; init; } = "";

    public string? Label { get; init; }

    public string? Images { get; init; }

    public double HeldOut { get; init; }

    public string? Resume { get; init; }

    public AutoencoderOptions Network { get; init; } = new();

    public PictureSampleOptions Samples { get; init; } = new();

    public TrainingOptions Training { get; init; } = new();

    public SessionOptions Session { get; init; } = new();
}

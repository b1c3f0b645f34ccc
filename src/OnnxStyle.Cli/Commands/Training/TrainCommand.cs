using System.CommandLine;

namespace OnnxStyle.Cli.Commands;

/// <summary>Everything that learns.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal) => new DocumentedCommand(
        "train",
        "Train networks on your own pictures.",
        "onnxstyle train classifier paintings -o classifier.onnx",
        "onnxstyle train autoencoder paintings -o autoencoder.onnx",
        "onnxstyle train encoder --teacher vgg19 --pictures paintings -o encoder.safetensors")
    {
        TrainAutoencoderCommand.Create(terminal),
        TrainClassifierCommand.Create(terminal),
        TrainEncoderCommand.Create(terminal),
        TrainEncoderScoreCommand.Create(terminal),
    };
}

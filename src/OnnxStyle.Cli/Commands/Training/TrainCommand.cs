using System.CommandLine;

namespace OnnxStyle.Cli.Commands;

/// <summary>Everything that learns.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal) => new DocumentedCommand(
        "train",
        "Train networks on your own pictures.",
        "onnxstyle train classifier paintings -o classifier.onnx",
        "onnxstyle train autoencoder paintings -o autoencoder.onnx")
    {
        TrainAutoencoderCommand.Create(terminal),
        TrainClassifierCommand.Create(terminal),
    };
}

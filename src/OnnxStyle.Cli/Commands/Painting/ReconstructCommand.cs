using System.CommandLine;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>Shows what a layer still knows of a picture.</summary>
internal static class ReconstructCommand
{
    public static Command Create(Terminal terminal)
    {
        ReconstructOptionSet options = new();
        DocumentedCommand command = new(
            "reconstruct",
            "Find a picture with the features that another has at one layer. Prints relativeError, |F - P| / |P|, and then the path of the picture.",
            "onnxstyle reconstruct photo.jpg --layer conv4_2 -o conv4_2.png",
            "onnxstyle reconstruct photo.jpg --layer relu2_1 --method gatys --size 256 --iterations 500 -o relu2_1.png");
        options.AddTo(command);
        return command.Does(terminal, (parsed, cancellationToken) =>
        {
            (ReconstructOptions chosen, PictureRequest files) = options.Bind(parsed);
            return PictureRun.Do(files, terminal, (picture, progress) => ContentReconstruction.Run(picture, chosen, progress, null, cancellationToken));
        });
    }
}

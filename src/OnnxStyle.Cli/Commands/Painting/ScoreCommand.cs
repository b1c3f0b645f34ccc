using System.CommandLine;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Imaging;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>Prints the losses of any picture as JSON.</summary>
internal static class ScoreCommand
{
    public static Command Create(Terminal terminal)
    {
        ScoreOptionSet options = new();
        DocumentedCommand command = new(
            "score",
            "Print the losses of any picture as JSON: content and style by layer, total and gradient_l2, pixels being 0 to 1. Content: mean squared difference of features. Style: mean squared difference of Gram matrices, G = F F^T / (H W).",
            "onnxstyle score painted.png --content photo.jpg --style painting.jpg",
            "onnxstyle score painted.png --content photo.jpg --style painting.jpg --size 512 --encoder vgg19");
        options.AddTo(command);
        return command.Does(terminal, (parsed, cancellationToken) =>
        {
            (ScoreOptions chosen, string picture, string content, string style) = options.Bind(parsed);
            ScoreReport report = PictureScore.Of(ImageFile.Load(picture), ImageFile.Load(content), ImageFile.Load(style), chosen, cancellationToken);
            terminal.Out.WriteLine(report.ToJson());
            return ExitCode.Done;
        });
    }
}

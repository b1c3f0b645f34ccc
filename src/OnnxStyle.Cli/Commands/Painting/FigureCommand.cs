using System.CommandLine;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Cli.Progress;
using OnnxStyle.Imaging;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>Makes the two figures that explain the method, as one sheet.</summary>
internal static class FigureCommand
{
    public static Command Create(Terminal terminal)
    {
        FigureOptionSet options = new();
        DocumentedCommand command = new(
            "figure",
            "Make the two classic figures of Gatys et al. as one sheet: what the layers know of content and style by depth, and paintings by style layers and by the weight of the style. Prints the path of the sheet.",
            "onnxstyle figure photo.jpg painting.jpg -o figure.png",
            "onnxstyle figure photo.jpg painting.jpg --size 256 --iterations 300 --style-weights 1,10,100,1000 --encoder vgg19 -o figure.png");
        options.AddTo(command);
        return command.Does(terminal, (parsed, cancellationToken) =>
        {
            (FigureOptions chosen, string content, string style, string target) = options.Bind(parsed);
            OutputFile output = OutputFile.Prepare(target, content, style);
            Image photograph = ImageFile.Load(content), painting = ImageFile.Load(style);
            Image sheet = RunProgress.ShowFigure(terminal, progress => ClassicFigures.Render(photograph, painting, chosen, progress, cancellationToken));
            ImageFile.Save(sheet, output.Path);
            terminal.Out.WriteLine(output.Path);
            return ExitCode.Done;
        });
    }
}

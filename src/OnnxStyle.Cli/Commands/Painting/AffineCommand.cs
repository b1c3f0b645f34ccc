using System.CommandLine;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Imaging;

namespace OnnxStyle.Cli.Commands;

/// <summary>Makes a stylised picture a local affine function of its photograph's colours.</summary>
internal static class AffineCommand
{
    public static Command Create(Terminal terminal)
    {
        AffineOptionSet options = new();
        DocumentedCommand command = new(
            "affine",
            "Make a stylised picture photographic again: around every pixel an affine function of its photograph's colour (Luan et al. 2017, last step). Colours stay, brush strokes and bent lines go. Prints the path of the picture.",
            "onnxstyle affine painting.png --content photo.jpg -o affine.png",
            "onnxstyle affine painting.png --content photo.jpg --edge 0.1 --refine after -o refined.png",
            "onnxstyle affine result.png --content photo.jpg --refine only -o detailed.png");
        options.AddTo(command);
        return command.Does(terminal, (parsed, cancellationToken) =>
        {
            AffineRequest request = options.Bind(parsed);
            OutputFile output = OutputFile.Prepare(request.Output, request.Stylised, request.Content);
            terminal.WhenStopped = "nothing will be written";
            Image picture = ImageFile.Load(request.Stylised), content = GuidePicture.Load(request.Content, "--content", picture, request.Stylised, terminal);
            if (request.Refine != RefineMode.Only) picture = LocalAffineFilter.Of(picture, content, request.Options, cancellationToken);
            if (request.Refine != RefineMode.None) picture = GuidedFilter.Refine(picture, content, request.Refinement, cancellationToken);
            ImageFile.Save(picture, output.Path, new ImageSaveOptions { BitDepth = request.BitDepth });
            terminal.Out.WriteLine(output.Path);
            return ExitCode.Done;
        });
    }
}

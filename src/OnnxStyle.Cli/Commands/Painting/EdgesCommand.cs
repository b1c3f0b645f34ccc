using System.CommandLine;
using System.Globalization;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Imaging;

namespace OnnxStyle.Cli.Commands;

/// <summary>Draws the edges of a picture.</summary>
internal static class EdgesCommand
{
    public static Command Create(Terminal terminal)
    {
        EdgesOptionSet options = new();
        DocumentedCommand command = new(
            "edges",
            "Draw the edges of a picture, one pixel wide (Canny 1986). Prints the path of the drawing.",
            "onnxstyle edges photo.jpg -o edges.png",
            "onnxstyle edges photo.jpg --size 512 --low 80 --high 93 --min-length 20 --draw black -o drawing.png",
            "onnxstyle edges photo.jpg --threshold value --low 100 --high 200 --sigma 0 --min-length 1 -o as-opencv.png");
        options.AddTo(command);
        return command.Does(terminal, (parsed, cancellationToken) =>
        {
            EdgesRequest request = options.Bind(parsed);
            OutputFile output = OutputFile.Prepare(request.Output, request.Photo);
            Image picture = ImageFile.Load(request.Photo, request.Size is null ? null : new ImageLoadOptions { Size = request.Size });
            cancellationToken.ThrowIfCancellationRequested();
            Mask edges = EdgeMap.Of(picture, request.Options);
            Image drawing = request.Draw switch
            {
                EdgeDrawingKind.Black => EdgeDrawing.OnWhite(edges),
                EdgeDrawingKind.Over => EdgeDrawing.Over(picture, edges),
                _ => EdgeDrawing.OnBlack(edges),
            };
            ImageFile.Save(drawing, output.Path);
            terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{edges.Width} x {edges.Height} pixels, {100 * edges.Coverage:0.0} % of them edges{(edges.Coverage == 0 ? ": lower --high and --floor to find some" : "")}."));
            terminal.Out.WriteLine(output.Path);
            return ExitCode.Done;
        });
    }
}

using System.CommandLine;
using System.Globalization;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Cli.Progress;
using OnnxStyle.Imaging;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>Paints a photograph as an eastern painting.</summary>
internal static class EasternCommand
{
    public static Command Create(Terminal terminal)
    {
        EasternOptionSet options = new();
        DocumentedCommand command = new(
            "eastern",
            "Paint a photograph as an eastern painting: strokes along the edges, pale washes, empty paper, in the hand of a painting. Prints the path of the picture.",
            "onnxstyle eastern photo.jpg ink-landscape.jpg -o ink.png",
            "onnxstyle eastern photo.jpg woodcut.jpg --preset color --size 400 --sheet compared.png -o print.png",
            "onnxstyle eastern photo.jpg ink-landscape.jpg --wash 0.3 --line-width 8 --edge-high 94 --save-front ink.safetensors -o sparse.png",
            "onnxstyle eastern other.jpg ink-landscape.jpg --front ink.safetensors -o other.png");
        options.AddTo(command);
        return command.Does(terminal, (parsed, cancellationToken) => Run(options.Bind(parsed), terminal, cancellationToken));
    }

    private static ExitCode Run(EasternRequest request, Terminal terminal, CancellationToken cancellationToken)
    {
        OutputFile output = OutputFile.Prepare(request.Output, request.Photo, request.Painting);
        output.Beside("--log", request.Log);
        output.Beside("--save-front", request.SaveFront);
        if (request.Sheet is not null) _ = OutputFile.Prepare(request.Sheet, request.Photo, request.Painting, request.Output);
        FrontLayer? front = request.Front is null ? null : FrontLayer.Load(request.Front);
        Image photo = ImageFile.Load(request.Photo), painting = ImageFile.Load(request.Painting);
        cancellationToken.ThrowIfCancellationRequested();
        EasternResult result = RunProgress.Show(terminal, "the best picture so far will be written; this method has no checkpoints", progress =>
            EasternPainting.Run(photo, painting, request.Options, front, progress, cancellationToken));
        output.Save(result.Picture, Report(request, result), request.BitDepth, request.Log);
        if (request.SaveFront is not null) result.Front!.Save(request.SaveFront);
        foreach (string note in result.Report.Notes) terminal.Note($"Note: {note}.");
        if (result.Report.Measures.TryGetValue("noticedWithFront", out double with))
            terminal.Note(string.Create(CultureInfo.InvariantCulture, $"Without strokes and paper the painting differs by {result.Report.Measures["noticedWithoutFront"]:G3} for the encoder, by {with:G3} behind the front layer."));
        if (result.Report.Cancelled) terminal.Note("Stopped early; this is the best picture so far.");
        else if (request.Sheet is not null) Sheet(request, photo, painting, result, terminal, cancellationToken);
        PictureRun.NoteEnd(terminal, result.Report, result.Picture);
        terminal.Out.WriteLine(output.Path);
        return cancellationToken.IsCancellationRequested ? ExitCode.Cancelled : ExitCode.Done;
    }

    private static RunReport Report(EasternRequest request, EasternResult result)
    {
        string[] paths = [PreviousRun.PathBeside(request.Output, request.Photo), PreviousRun.PathBeside(request.Output, request.Painting)];
        return result.Report with { Inputs = [.. result.Report.Inputs.Zip(paths, (input, path) => input with { Path = path })] };
    }

    private static void Sheet(EasternRequest request, Image photo, Image painting, EasternResult result, Terminal terminal, CancellationToken cancellationToken)
    {
        terminal.Note("Painting plain Gatys for the sheet.");
        Image sheet = RunProgress.Show(terminal, "the sheet will show plain Gatys as far as it is", progress =>
            EasternSheet.Render(photo, painting, result, request.Options, progress, cancellationToken));
        ImageFile.Save(sheet, request.Sheet!);
    }
}

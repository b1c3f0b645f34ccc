using System.CommandLine;
using System.Globalization;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Cli.Progress;
using OnnxStyle.Imaging;
using OnnxStyle.Tensors;
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
            "onnxstyle eastern --resume ink.checkpoint -o ink.png",
            "onnxstyle eastern other.jpg ink-landscape.jpg --front ink.safetensors -o other.png");
        options.AddTo(command);
        return command.Does(terminal, (parsed, cancellationToken) => Run(options.Bind(parsed), terminal, cancellationToken));
    }

    private static ExitCode Run(EasternRequest request, Terminal terminal, CancellationToken cancellationToken)
    {
        Checkpoint? checkpoint = request.Resume is null ? null : Checkpoint.Load(request.Resume);
        if (checkpoint?.Eastern is EasternState state) request = WithPictures(request with { Options = state.Options }, state.Inputs);
        OutputFile output = OutputFile.Prepare(request.Output, request.Photo, request.Painting);
        output.Beside("--log", request.Log);
        output.Beside("--save-front", request.SaveFront);
        if (request.Sheet is not null) _ = OutputFile.Prepare(request.Sheet, request.Photo, request.Painting, request.Output);
        EasternInputs inputs = new()
        {
            Photo = ImageFile.Load(request.Photo),
            Style = ImageFile.Load(request.Painting),
            Front = request.Front is null ? null : FrontLayer.Load(request.Front),
            Paths = new Dictionary<string, string> { ["content"] = PreviousRun.PathBeside(request.Output, request.Photo), ["style"] = PreviousRun.PathBeside(request.Output, request.Painting) },
        };
        cancellationToken.ThrowIfCancellationRequested();
        if (checkpoint is not null) terminal.Note($"Going on at size {checkpoint.Level + 1}, after iteration {checkpoint.Iteration}.");
        SnapshotFiles snapshots = new(output, new ImageSaveOptions { BitDepth = request.BitDepth }, terminal);
        EasternResult result = RunProgress.Show(terminal, "the best picture so far and a checkpoint will be written", progress =>
            EasternPainting.Run(inputs, request.Options, progress, snapshots, checkpoint, cancellationToken));
        output.Save(result.Picture, result.Report, request.BitDepth, request.Log);
        if (request.SaveFront is not null && result.Front is not null) result.Front.Save(request.SaveFront);
        foreach (string note in result.Report.Notes) terminal.Note($"Note: {OptionNames.Translate(note) ?? note}.");
        if (result.Report.Measures.TryGetValue("noticedWithFront", out double with))
            terminal.Note(string.Create(CultureInfo.InvariantCulture, $"Without strokes and paper the painting differs by {result.Report.Measures["noticedWithoutFront"]:G3} for the encoder, by {with:G3} behind the front layer."));
        output.Leave(result.Checkpoint, "eastern", terminal);
        if (result.Checkpoint is null && request.Sheet is not null) Sheet(request, inputs, result, terminal, cancellationToken);
        PictureRun.NoteEnd(terminal, result.Report, result.Picture);
        terminal.Out.WriteLine(output.Path);
        return cancellationToken.IsCancellationRequested ? ExitCode.Cancelled : ExitCode.Done;
    }

    // Pictures that the command line does not name are those of the checkpoint, whose paths are relative to its folder.
    private static EasternRequest WithPictures(EasternRequest request, IReadOnlyList<InputPicture> inputs)
    {
        string Find(string role)
        {
            if (inputs.FirstOrDefault(input => input.Role == role)?.Path is not string path) throw new OptionsException("--resume", [$"{request.Resume} does not say where the {role} was: name PHOTO and PAINTING, too"]);
            return PreviousRun.PathFrom(request.Resume!, path);
        }

        return request with
        {
            Photo = request.Photo.Length > 0 ? request.Photo : Find("content"),
            Painting = request.Painting.Length > 0 ? request.Painting : Find("style"),
        };
    }

    private static void Sheet(EasternRequest request, EasternInputs inputs, EasternResult result, Terminal terminal, CancellationToken cancellationToken)
    {
        terminal.Note("Painting plain Gatys for the sheet.");
        Image sheet = RunProgress.Show(terminal, "the sheet will show plain Gatys as far as it is", progress =>
            EasternSheet.Render(inputs.Photo, inputs.Style, result, request.Options, progress, cancellationToken));
        ImageFile.Save(sheet, request.Sheet!);
    }
}

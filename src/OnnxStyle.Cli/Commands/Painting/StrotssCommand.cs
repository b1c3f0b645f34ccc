using System.CommandLine;
using System.Globalization;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Cli.Progress;
using OnnxStyle.Imaging;
using OnnxStyle.Tensors;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>Paints by relaxed optimal transport and self-similarity.</summary>
internal static class StrotssCommand
{
    public static Command Create(Terminal terminal)
    {
        StrotssOptionSet options = new();
        DocumentedCommand command = new(
            "strotss",
            "Paint a photograph from the features of a painting by relaxed optimal transport, keeping how its parts resemble one another (Kolkin et al. 2019). Prints the path of the picture.",
            "onnxstyle strotss photo.jpg painting.jpg -o painted.png",
            "onnxstyle strotss photo.jpg painting.jpg --regions photo-regions.png painting-regions.png --points pairs.json --alpha 0.5 -o painted.png",
            "onnxstyle strotss photo.jpg painting.jpg --size 1024 --encoder vgg16.safetensors --as-published -o painted.png",
            "onnxstyle strotss photo.jpg painting.jpg --size 128 --alpha-table 0,0.25,0.5,1 -o table.png");
        options.AddTo(command);
        return command.Does(terminal, (parsed, cancellationToken) => Run(options.Bind(parsed), terminal, cancellationToken));
    }

    private static ExitCode Run(StrotssRequest request, Terminal terminal, CancellationToken cancellationToken)
    {
        Checkpoint? checkpoint = request.Resume is string resume ? Checkpoint.Load(resume) : null;
        if (checkpoint is not null) request = request.WithFiles(checkpoint.Inputs, request.Resume!);
        OutputFile output = OutputFile.Prepare(request.Output, request.Inputs);
        output.Beside("--log", request.Log);
        StrotssInputs inputs = Load(request);
        cancellationToken.ThrowIfCancellationRequested();
        if (request.AlphaTable.Count > 0) return Table(request, inputs, output, terminal, cancellationToken);
        ImageSaveOptions saving = new() { BitDepth = request.BitDepth };
        StrotssResult result = RunProgress.Show(terminal, "the picture so far and a checkpoint will be written", progress =>
            StrotssPainting.Run(inputs, request.Options, progress, new SnapshotFiles(output, saving, terminal), checkpoint, cancellationToken));
        output.Save(result.Picture, result.Report, request.BitDepth, request.Log);
        foreach (string difference in PreviousRun.Differences(request.Recorded, result.Report.Inputs)) terminal.Note($"Note: {difference}.");
        foreach (string note in result.Report.Notes) terminal.Note($"Note: {note}.");
        PictureRun.NoteEnd(terminal, result.Report, result.Picture);
        output.Leave(result.Checkpoint, "strotss", terminal);
        terminal.Out.WriteLine(output.Path);
        return result.Report.Cancelled ? ExitCode.Cancelled : ExitCode.Done;
    }

    private static ExitCode Table(StrotssRequest request, StrotssInputs inputs, OutputFile output, Terminal terminal, CancellationToken cancellationToken)
    {
        AlphaTable table = RunProgress.Show(terminal, "half a table is none, nothing will be written", progress =>
            AlphaTable.Run(inputs, request.Options, request.AlphaTable, progress, cancellationToken));
        ImageFile.Save(table.Sheet(inputs), output.Path, new ImageSaveOptions { BitDepth = request.BitDepth });
        terminal.Out.WriteLine("alpha  self-similarity  style    transport  moments  palette");
        foreach (AlphaRow row in table.Rows)
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Alpha,-6:G4} {row.SelfSimilarity,-16:F5} {row.Style,-8:F5} {row.Transport,-10:F5} {row.Moments,-8:F5} {row.Palette:F5}"));
        terminal.Out.WriteLine(output.Path);
        return ExitCode.Done;
    }

    private static StrotssInputs Load(StrotssRequest request)
    {
        Dictionary<string, string> paths = new(StringComparer.Ordinal);
        void Came(string role, string? path)
        {
            if (path is not null) paths[role] = PreviousRun.PathBeside(request.Output, path);
        }

        Came("content", request.Content);
        Came("style", request.Style);
        Came("content regions", request.ContentRegions);
        Came("style regions", request.StyleRegions);
        Came("points", request.Points);
        (LabelMap Content, LabelMap Style)? maps = request.ContentRegions is string here && request.StyleRegions is string there ? Maps(here, there) : null;
        return new StrotssInputs
        {
            Content = ImageFile.Load(request.Content),
            Style = ImageFile.Load(request.Style),
            ContentRegions = maps?.Content,
            StyleRegions = maps?.Style,
            Points = request.Points is string points ? Pairs(points) : [],
            Paths = paths,
        };
    }

    // Both maps are read with the colours of both, so that equal colours are equal regions whichever they are.
    private static (LabelMap Content, LabelMap Style) Maps(string content, string style)
    {
        ImageLoadOptions plain = new() { ApplyProfile = false, Background = (0, 0, 0) };
        Image here = ImageFile.Load(content, plain), there = ImageFile.Load(style, plain);
        LabelPalette palette = LabelPalette.Dominant(here, there);
        return (LabelMap.FromImage(here, palette), LabelMap.FromImage(there, palette));
    }

    private static IReadOnlyList<PointPair> Pairs(string path)
    {
        string json = InputFileException.ReadAllText(path);
        try
        {
            return PointPair.ParseJson(json);
        }
        catch (OptionsException error)
        {
            throw new InputFileException(path, string.Join("; ", error.Problems), error);
        }
    }
}

using System.CommandLine;
using System.Globalization;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Cli.Progress;
using OnnxStyle.Imaging;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>Gives a photograph the look of another.</summary>
internal static class PhotoCommand
{
    public static Command Create(Terminal terminal)
    {
        PhotoOptionSet options = new();
        DocumentedCommand command = new(
            "photo",
            "Give a photograph the look of another, class by class, and leave it a photograph (Deep Photo Style Transfer). Prints the path of the picture.",
            "onnxstyle photo day.jpg night.jpg -o day-at-night.png",
            "onnxstyle photo day.jpg night.jpg --content-mask day-classes.png --style-mask night-classes.png -o day-at-night.png",
            "onnxstyle photo house.jpg autumn.jpg --content-mask house.png --style-mask autumn.png --labels classes.json --lambda 1e5 --size 700 -o house-in-autumn.png",
            "onnxstyle photo day.jpg night.jpg --fast --stylised painted.png -o painted-photo.png",
            "onnxstyle photo --from day-at-night.json --seed 7 -o again.png");
        options.AddTo(command);
        return command.Does(terminal, (parsed, cancellationToken) => Run(options.Bind(parsed), terminal, cancellationToken));
    }

    private static ExitCode Run(PhotoRequest request, Terminal terminal, CancellationToken cancellationToken)
    {
        OutputFile output = OutputFile.Prepare(request.Output, request.Inputs);
        output.Beside("--log", request.Log);
        output.Beside("--profile", request.Profile);
        (LabelMap? contentLabels, LabelMap? styleLabels) = MaskLabels.Load(request.ContentMask, request.StyleMask, request.Labels);
        PhotoInputs inputs = new()
        {
            Content = ImageFile.Load(request.Content),
            Style = ImageFile.Load(request.Style),
            ContentLabels = contentLabels,
            StyleLabels = styleLabels,
            Stylised = request.Stylised is null ? null : ImageFile.Load(request.Stylised),
        };
        IReadOnlyList<string> known = inputs.Classes().Notes;
        foreach (string note in known) terminal.Note($"Note: {note}.");
        cancellationToken.ThrowIfCancellationRequested();
        SnapshotFiles snapshots = new(output, new ImageSaveOptions { BitDepth = request.BitDepth }, terminal, checkpoints: false);
        PhotoResult result = RunProgress.Show(terminal, request.Options.Fast ? "nothing will be written" : "the best picture so far will be written; this method has no checkpoints", progress =>
            PhotoTransfer.Run(inputs, request.Options with { ProfilePath = request.Profile }, progress, snapshots, cancellationToken));
        InputPicture[] pictures = [.. result.Report.Inputs.Select(input => input with { Path = PreviousRun.PathBeside(request.Output, PathOf(request, input.Role)) })];
        RunReport report = result.Report with { Inputs = pictures };
        output.Save(result.Picture, report, request.BitDepth, request.Log);
        foreach (string difference in PreviousRun.Differences(request.Recorded, report.Inputs)) terminal.Note($"Note: {difference}.");
        if (request.Profile is not null) ProfileTable.Print(request.Profile, terminal);
        foreach (string note in report.Notes.Except(known)) terminal.Note($"Note: {note}.");
        if (report.Cancelled) terminal.Note("Stopped early; this is the best picture so far.");
        if (request.Options.Fast) terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{result.Picture.Width} x {result.Picture.Height} pixels after {report.Seconds:0.0} s."));
        PictureRun.NoteEnd(terminal, report, result.Picture);
        terminal.Out.WriteLine(output.Path);
        return report.Cancelled ? ExitCode.Cancelled : ExitCode.Done;
    }

    private static string PathOf(PhotoRequest request, string role) => role switch
    {
        "content" => request.Content,
        "style" => request.Style,
        "content mask" => request.ContentMask!,
        "stylised" => request.Stylised!,
        _ => request.StyleMask!,
    };
}

using System.CommandLine;
using System.Globalization;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Imaging;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>Judges photographic transfers as a table or JSON.</summary>
internal static class PhotoScoreCommand
{
    public static Command Create(Terminal terminal)
    {
        PhotoScoreOptionSet options = new();
        DocumentedCommand command = new(
            "photo-score",
            "Judge photographic transfers, by any program: matting energy a pixel (0: colours are locally affine functions of the content's), style loss by class (0: the style's statistics, about 1: nothing of them), and how alike the edges are to the content's (1: the same).",
            "onnxstyle photo-score mine.png theirs.png --content day.jpg --style night.jpg",
            "onnxstyle photo-score mine.png theirs.png --content day.jpg --style night.jpg --content-mask day-classes.png --style-mask night-classes.png --size 700 --json");
        options.AddTo(command);
        return command.Does(terminal, (parsed, cancellationToken) =>
        {
            (PhotoScoreOptions chosen, IReadOnlyList<string> paths, PhotoRequest files, bool json) = options.Bind(parsed);
            (LabelMap? contentLabels, LabelMap? styleLabels) = MaskLabels.Load(files.ContentMask, files.StyleMask, files.Labels);
            PhotoInputs inputs = new() { Content = ImageFile.Load(files.Content), Style = ImageFile.Load(files.Style), ContentLabels = contentLabels, StyleLabels = styleLabels };
            (string, Image)[] pictures = [.. paths.Select(path => (path, ImageFile.Load(path)))];
            PhotoScoreReport report = PhotoScore.Of(pictures, inputs, chosen, cancellationToken);
            foreach (string note in report.Notes) terminal.Note($"Note: {note}.");
            terminal.Out.WriteLine(json ? report.ToJson() : Table(report));
            return ExitCode.Done;
        });
    }

    private static string Table(PhotoScoreReport report)
    {
        int width = Math.Max("picture".Length, report.Rows.Max(row => row.Name.Length));
        List<string> lines = [$"{"picture".PadRight(width)}  {"matting energy",14}  {"style loss",10}  {"edges",6}"];
        foreach (PhotoScoreRow row in report.Rows)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{row.Name.PadRight(width)}  {row.MattingEnergy,14:0.000000}  {row.Style,10:0.0000}  {row.Edges,6:0.000}"));
        return string.Join('\n', lines);
    }
}

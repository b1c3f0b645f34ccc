using System.Globalization;
using OnnxStyle.Cli.Progress;
using OnnxStyle.Imaging;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>What <c>reconstruct</c> and <c>texture</c> do around their method: read, show, write.</summary>
internal static class PictureRun
{
    /// <summary>Runs a method on a picture from a file. The last line of stdout is the path of the result alone.</summary>
    /// <param name="request">The files.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="method">Makes a picture of a picture.</param>
    public static ExitCode Do(PictureRequest request, Terminal terminal, Func<Image, IProgress<StylizeProgress>?, PictureResult> method)
    {
        OutputFile output = OutputFile.Prepare(request.Output, request.Input);
        output.Beside("--log", request.Log);
        Image picture = ImageFile.Load(request.Input);
        PictureResult result = RunProgress.Show(terminal, "the best picture so far will be written; this method has no checkpoints", progress => method(picture, progress));
        output.Save(result.Picture, result.Report, request.BitDepth, request.Log);
        foreach (string note in result.Report.Notes) terminal.Note($"Note: {note}.");
        if (result.Report.Cancelled) terminal.Note("Stopped early; this is the best picture so far.");
        NoteEnd(terminal, result.Report, result.Picture);
        foreach ((string name, double value) in result.Report.Measures.Where(measure => measure.Key == "relativeError"))
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:G6}"));
        terminal.Out.WriteLine(output.Path);
        return result.Report.Cancelled ? ExitCode.Cancelled : ExitCode.Done;
    }

    /// <summary>Says with what, how large and how well a run has ended.</summary>
    public static void NoteEnd(Terminal terminal, RunReport report, Image picture)
    {
        if (report.Final is LossRow final)
            terminal.Note(string.Create(CultureInfo.InvariantCulture, $"Encoder {report.EncoderName}, {picture.Width} x {picture.Height} pixels, loss {final.Total:G4} after {report.Seconds:0.0} s."));
    }
}

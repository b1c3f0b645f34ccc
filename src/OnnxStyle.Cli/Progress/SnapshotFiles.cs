using OnnxStyle.Cli.Commands;
using OnnxStyle.Imaging;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Progress;

/// <summary>Writes the pictures of a run on its way beside its output, and a checkpoint with each.</summary>
internal sealed class SnapshotFiles(OutputFile output, ImageSaveOptions saving, Terminal terminal) : ISnapshotSink
{
    public void Take(StylizeProgress progress, Image picture, Func<Checkpoint> checkpoint)
    {
        string path = output.Snapshot(progress.Level, progress.Iteration);
        ImageFile.Save(picture, path, saving);
        checkpoint().Save(output.Checkpoint);
        if (terminal.Verbose) terminal.Error.WriteLine($"Snapshot {path}");
    }
}

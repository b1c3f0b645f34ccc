using OnnxStyle.Cli.Commands;
using OnnxStyle.Imaging;
using OnnxStyle.Tensors;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Progress;

/// <summary>Writes the pictures of a run on its way beside its output, and, where the method has them, a checkpoint with each. One that cannot be written is named; the run goes on.</summary>
internal sealed class SnapshotFiles(OutputFile output, ImageSaveOptions saving, Terminal terminal, bool checkpoints = true) : ISnapshotSink
{
    public void Take(StylizeProgress progress, Image picture, Func<Checkpoint> checkpoint)
    {
        string path = output.Snapshot(progress.Level, progress.Iteration);
        try
        {
            ImageFile.Save(picture, path, saving);
            if (checkpoints) checkpoint().Save(output.Checkpoint);
        }
        catch (FileWriteException error)
        {
            terminal.Note($"\nSnapshot left out: {error.Message}");
            return;
        }

        if (terminal.Verbose) terminal.Error.WriteLine($"Snapshot {path}");
    }
}

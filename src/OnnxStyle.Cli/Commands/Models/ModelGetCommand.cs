using System.CommandLine;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Cli.Progress;
using OnnxStyle.Networks;
using OnnxStyle.Tensors;

namespace OnnxStyle.Cli.Commands;

/// <summary>Fetches an encoder from its public home.</summary>
internal static class ModelGetCommand
{
    internal static readonly (string, ElementType)[] Precisions = [("float32", ElementType.Float32), ("float16", ElementType.Float16)];

    public static Command Create(Terminal terminal)
    {
        Argument<string> model = new("MODEL") { Description = "A name from `onnxstyle model list`, such as vgg19." };
        Option<string?> folder = CommonOptions.ModelFolder();
        Option<ElementType?> precision = Words.Choice("--precision", Precisions, "The numbers in the installed file; float16 takes half the disk. [default: float32]");
        return new DocumentedCommand(
            "get",
            "Fetch an encoder from its public home: its convolutions only. A run that was cut off goes on where it ended.",
            "onnxstyle model get vgg19",
            "onnxstyle model get vgg19 --precision float16")
        {
            model,
            precision,
            folder,
        }.Does(terminal, async (parsed, cancellationToken) =>
        {
            ModelEntry entry = ModelCatalogue.Find(parsed.GetRequiredValue(model));
            ModelDownload download = new(entry, new DownloadOptions { Folder = parsed.GetValue(folder), Precision = parsed.GetValue(precision) ?? ElementType.Float32 });
            terminal.Note($"{entry.Name} from {entry.Url.Host}: {entry.Licence}.");
            string path = await ByteProgress.ShowAsync(terminal, progress => download.RunAsync(progress, cancellationToken)).ConfigureAwait(false);
            terminal.Note(download.HasSums == true
                ? $"Each part passed its CRC-32; the architecture is that of {entry.Name}."
                : $"The file is of a format without sums: its length, list of parts, names and shapes are those of {entry.Name}, its numbers are as good as the connection. " +
                  $"`onnxstyle model import {entry.FileName}` of the whole file checks its SHA-256 too.");
            terminal.Out.WriteLine(path);
            return ExitCode.Done;
        });
    }
}

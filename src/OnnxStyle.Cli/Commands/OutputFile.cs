using OnnxStyle.Imaging;
using OnnxStyle.Tensors;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>A picture that a command will write, and the files beside it. Checked before the work, so that hours are not lost to a typing error.</summary>
internal sealed class OutputFile
{
    private readonly string stem;

    private OutputFile(string path)
    {
        Path = path;
        stem = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path) ?? "", System.IO.Path.GetFileNameWithoutExtension(path));
    }

    /// <summary>The picture, as it was typed.</summary>
    public string Path { get; }

    /// <summary>The JSON beside the picture.</summary>
    public string Report => $"{stem}.json";

    /// <summary>The checkpoint beside the picture.</summary>
    public string Checkpoint => $"{stem}.checkpoint";

    /// <summary>A picture of the run on its way.</summary>
    public string Snapshot(int level, int iteration) => $"{stem}-{level}-{iteration:0000}{System.IO.Path.GetExtension(Path)}";

    /// <summary>Checks the name and that the folder takes files; makes the folder when it is not there.</summary>
    /// <param name="path">The picture to write.</param>
    /// <param name="inputs">The pictures that are read; empty names are none.</param>
    /// <exception cref="OptionsException">The extension is no format that is written, or the file is one of the inputs.</exception>
    /// <exception cref="FileWriteException">The folder cannot be made or written to.</exception>
    public static OutputFile Prepare(string path, params IEnumerable<string> inputs)
    {
        string extension = System.IO.Path.GetExtension(path);
        if (!ImageFile.WritableExtensions.Contains(extension.ToLowerInvariant()))
            throw new OptionsException("--output", [$"'{path}' ends with '{extension}': expected {string.Join(", ", ImageFile.WritableExtensions)}"]);
        if (Directory.Exists(path)) throw new FileWriteException(path, "it is a folder", "Name a file in it.");
        if (inputs.FirstOrDefault(input => input.Length > 0 && Target(input).Equals(Target(path), SameName)) is string same)
            throw new OptionsException("--output", [$"'{path}' is an input, too ('{same}'), and would be lost: give the result another name"]);
        PrepareFolder(path);
        return new OutputFile(path);
    }

    /// <summary>Refuses a file that the JSON beside the picture would overwrite, and tries whether its folder takes files.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">The file; null: none.</param>
    /// <exception cref="OptionsException">The file is that JSON.</exception>
    /// <exception cref="FileWriteException">The folder cannot be made or written to.</exception>
    public void Beside(string option, string? path)
    {
        if (path is null) return;
        if (Target(path).Equals(Target(Report), SameName)) throw new OptionsException(option, [$"'{path}' is where the report of the run goes: give another name"]);
        PrepareFolder(path);
    }

    /// <summary>Writes the picture of a run, the JSON beside it and the log of its losses.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="report">What the run says of itself.</param>
    /// <param name="bitDepth">Bits a channel, 8 or 16; the JSON names it.</param>
    /// <param name="log">The file for the losses; null: none.</param>
    /// <exception cref="FileWriteException">One of them cannot be written; those before it stay.</exception>
    public void Save(Image picture, RunReport report, int bitDepth, string? log)
    {
        ImageFile.Save(picture, Path, new ImageSaveOptions { BitDepth = bitDepth });
        AtomicFile.WriteAllText(Report, (report with { BitDepth = bitDepth }).ToJson());
        if (log is not null) LossLog.Save(report, log);
    }

    /// <summary>Leaves the checkpoint of a run that was stopped, and says how it goes on; of one that was not, takes away what an earlier one left.</summary>
    /// <param name="checkpoint">The checkpoint; null: the run has ended.</param>
    /// <param name="command">The command that takes it.</param>
    /// <param name="terminal">Where to say so.</param>
    /// <exception cref="FileWriteException">It cannot be written.</exception>
    public void Leave(Checkpoint? checkpoint, string command, Terminal terminal)
    {
        if (checkpoint is null)
        {
            File.Delete(Checkpoint);
            return;
        }

        checkpoint.Save(Checkpoint);
        terminal.Note($"Stopped early. `onnxstyle {command} --resume {Checkpoint} -o {Path}` goes on.");
    }

    private static StringComparison SameName => OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    private static string Target(string path)
    {
        FileInfo file = new(path);
        try
        {
            return file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file.FullName;
        }
        catch (IOException)
        {
            return file.FullName; // not there, or a ring of links: opening it says which
        }
    }

    /// <summary>Checks the name of an ONNX file that will be written, and its folder as for a picture.</summary>
    /// <exception cref="OptionsException">The name does not end with .onnx.</exception>
    /// <exception cref="FileWriteException">The folder cannot be made or written to.</exception>
    public static void PrepareModel(string path)
    {
        if (!path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)) throw new OptionsException("--output", [$"'{path}' must end with .onnx"]);
        PrepareFolder(path);
    }

    /// <summary>Makes the folder of a file when it is not there, and tries whether it takes files.</summary>
    /// <exception cref="FileWriteException">It cannot be made or written to.</exception>
    public static void PrepareFolder(string path)
    {
        string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        try
        {
            Directory.CreateDirectory(folder);
            string probe = System.IO.Path.Combine(folder, $".onnxstyle-{Environment.ProcessId}-{Guid.NewGuid():N}");
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose)) { }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new FileWriteException(path, $"its folder cannot be written to ({error.Message.TrimEnd('.')})", "Choose another folder with --output, or change its rights.", error);
        }
    }
}

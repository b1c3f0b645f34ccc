using OnnxStyle.Tensors;

namespace OnnxStyle.Cli;

/// <summary>A text file that was given cannot be read. Remedy: give another path, or repair the file.</summary>
internal sealed class InputFileException(string path, string reason, Exception? innerException = null)
    : OnnxStyleException($"{path}: {reason}.", innerException)
{
    /// <summary>Reads a text file.</summary>
    public static string ReadAllText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputFileException(path, "there is no such file; check the path", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputFileException(path, $"cannot be read: {error.Message.TrimEnd('.')}", error);
        }
    }

    /// <summary>Refuses a path that does not lead to a file, before any long work begins.</summary>
    public static void ThrowIfMissing(string path)
    {
        if (Directory.Exists(path)) throw new InputFileException(path, "is a folder; name a file in it");
        if (!File.Exists(path)) throw new InputFileException(path, "there is no such file; check the path");
    }
}

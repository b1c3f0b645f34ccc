using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>The right to write an index: a file beside it, <c>.lock</c>, that one process at a time can have. The system takes it back when the process ends.</summary>
internal sealed class IndexLock : IDisposable
{
    private readonly FileStream stream;

    private IndexLock(FileStream stream) => this.stream = stream;

    /// <summary>Takes the right.</summary>
    /// <exception cref="FileWriteException">Another process has it, or the folder takes no files.</exception>
    public static IndexLock Take(string index)
    {
        string path = $"{Path.GetFullPath(index)}.lock";
        try
        {
            return new IndexLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose));
        }
        catch (DirectoryNotFoundException error)
        {
            throw new FileWriteException(index, $"the folder '{Path.GetDirectoryName(path)}' does not exist", "Make the folder first, or name another one.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileWriteException(index, $"another process writes it, or its folder takes no files ({error.Message.TrimEnd('.')})", "Wait until the other is done, or name another file.", error);
        }
    }

    public void Dispose() => stream.Dispose();
}

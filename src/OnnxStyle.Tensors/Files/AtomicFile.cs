using System.Text;

namespace OnnxStyle.Tensors;

/// <summary>
/// Writes files so that a reader sees the old one or the whole new one, never a part: into a temporary file in the same folder,
/// flushed to the disk, then renamed over the target. Whatever fails, the temporary file is gone afterwards.
/// </summary>
public static class AtomicFile
{
    /// <summary>Writes a file through a stream. The stream can be written and sought; it is flushed and closed here.</summary>
    /// <param name="path">The target. Its folder must exist. A link is followed; a device under /dev is written directly (/dev/shm is a folder in memory, not a device).</param>
    /// <param name="write">Writes the content. An exception that is not about input and output passes through unchanged.</param>
    /// <exception cref="FileWriteException">The folder is missing, the disk is full, access is denied, or another input or output error.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string target = Path.GetFullPath(path);
        if (!OperatingSystem.IsWindows() && target.StartsWith("/dev/", StringComparison.Ordinal) && !target.StartsWith("/dev/shm/", StringComparison.Ordinal))
        {
            Guarded(path, () => WriteInto(target, FileMode.Open, write));
            return;
        }

        if (Directory.Exists(target)) throw new FileWriteException(path, "it is a folder", "Name a file.");
        string? folder = Path.GetDirectoryName(target);
        if (folder is null || !Directory.Exists(folder))
            throw new FileWriteException(path, $"the folder '{folder}' does not exist", "Make the folder first, or name another one.");
        Guarded(path, () => Replace(target, write));
    }

    /// <summary>Writes bytes. See <see cref="Write"/>.</summary>
    /// <exception cref="FileWriteException">As <see cref="Write"/>.</exception>
    public static void WriteAllBytes(string path, ReadOnlyMemory<byte> bytes) => Write(path, stream => stream.Write(bytes.Span));

    /// <summary>Writes text as UTF-8 without a byte order mark. See <see cref="Write"/>.</summary>
    /// <exception cref="FileWriteException">As <see cref="Write"/>.</exception>
    public static void WriteAllText(string path, string text) => WriteAllBytes(path, Encoding.UTF8.GetBytes(text));

    private static void Replace(string target, Action<Stream> write)
    {
        if (File.Exists(target)) target = File.ResolveLinkTarget(target, returnFinalTarget: true)?.FullName ?? target;
        string temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetRandomFileName()}.partial");
        try
        {
            WriteInto(temporary, FileMode.CreateNew, write);
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            Discard(temporary);
            throw;
        }
    }

    private static void WriteInto(string path, FileMode mode, Action<Stream> write)
    {
        using FileStream stream = new(path, mode, FileAccess.Write, FileShare.None);
        write(stream);
        stream.Flush(flushToDisk: mode == FileMode.CreateNew);
    }

    private static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to report; a folder that became unreachable keeps its leftover.
        }
    }

    private static void Guarded(string path, Action action)
    {
        try
        {
            action();
        }
        catch (UnauthorizedAccessException error)
        {
            throw new FileWriteException(path, "access is denied", "Check the permissions of the file and its folder, or name another folder.", error);
        }
        catch (IOException error) when (IsFull(error))
        {
            throw new FileWriteException(path, "the disk is full", "Free some space or name a folder on another disk.", error);
        }
        catch (IOException error)
        {
            throw new FileWriteException(path, error.Message.TrimEnd('.'), "Check the disk and the folder, or name another folder.", error);
        }
    }

    // ENOSPC, EDQUOT (Linux, macOS); ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL as HRESULT (Windows).
    private static bool IsFull(IOException error) => error.HResult is 28 or 122 or 69 or unchecked((int)0x80070027) or unchecked((int)0x80070070);
}

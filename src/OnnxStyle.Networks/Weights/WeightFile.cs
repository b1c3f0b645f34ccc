using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>Reads weights from the files that others publish, and writes the one that this project keeps: safetensors.</summary>
/// <remarks>
/// The format is found from the first bytes, not from the name. Nothing that a file holds is executed, and sizes are checked
/// against the file before memory is taken.
/// </remarks>
public static class WeightFile
{
    /// <summary>Reads the tensors of a .safetensors, .npz, .pth or .onnx file, under the names that the file gives them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="wanted">Which names to read; null for all. What is not wanted takes no memory.</param>
    /// <exception cref="WeightFormatException">There is no such file, it is none of the four, or it is damaged.</exception>
    public static WeightSet Read(string path, Func<string, bool>? wanted = null)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.RandomAccess);
            return Read(stream, path, wanted);
        }
        catch (OnnxFormatException error)
        {
            throw new WeightFormatException(path, $"it is no sound ONNX model. {error.Message}", error);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new WeightFormatException(path, "there is no such file. Check the path.", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new WeightFormatException(path, "it is a folder or may not be read. Name a file and check its permissions.", error);
        }
        catch (IOException error)
        {
            throw new WeightFormatException(path, $"it cannot be read ({error.Message.TrimEnd('.')}).", error);
        }
    }

    /// <summary>Reads a safetensors file from a stream that can seek.</summary>
    /// <param name="stream">The stream; the file starts at its beginning.</param>
    /// <param name="where">What the stream is, for messages.</param>
    /// <exception cref="WeightFormatException">The file is damaged.</exception>
    public static WeightSet ReadSafetensors(Stream stream, string where) => Safetensors.Read(stream, where);

    /// <summary>Writes a safetensors file, whole or not at all.</summary>
    /// <param name="weights">The tensors, written in their order and precision, and the metadata.</param>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="FileWriteException">The folder is missing, the disk is full, or another error of writing.</exception>
    public static void Save(WeightSet weights, string path) => AtomicFile.Write(path, stream => Safetensors.Write(stream, weights));

    /// <summary>Reads what an import needs: all but fully connected layers; of an ONNX model the convolutions in the order of the graph.</summary>
    internal static WeightSet ReadForImport(string path)
    {
        WeightFormat format = WeightFormat.Unknown;
        if (File.Exists(path))
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            format = WeightFormats.Recognise(stream);
        }

        if (format != WeightFormat.Onnx) return Read(path, name => !WeightNames.IsDense(name));
        try
        {
            return OnnxWeights.ReadRow(path);
        }
        catch (OnnxFormatException error)
        {
            throw new WeightFormatException(path, $"it is no sound ONNX model. {error.Message}", error);
        }
    }

    private static WeightSet Read(FileStream stream, string path, Func<string, bool>? wanted) => WeightFormats.Recognise(stream) switch
    {
        WeightFormat.Safetensors => Safetensors.Read(stream, path, wanted),
        WeightFormat.Npz => Npz.Read(stream, path, wanted),
        WeightFormat.Torch => ReadTorch(stream, path, wanted),
        WeightFormat.Onnx => OnnxWeights.Read(path, wanted),
        WeightFormat.Empty => throw new WeightFormatException(path, "it is empty."),
        _ => throw new WeightFormatException(path, "its format is not known, or it is damaged. Give a .safetensors, .npz, .pth or .onnx file."),
    };

    private static WeightSet ReadTorch(FileStream stream, string path, Func<string, bool>? wanted)
    {
        // Reads of a local file complete at once, so nothing waits here.
        TorchFile file = TorchFile.OpenAsync(new FileByteSource(stream, path), CancellationToken.None).GetAwaiter().GetResult();
        WeightSet result = new();
        foreach (TorchTensor tensor in file.Tensors)
        {
            if (wanted is not null && !wanted(tensor.Name)) continue;
            byte[] storage = file.ReadStorageAsync(tensor.Storage, CancellationToken.None).GetAwaiter().GetResult();
            result.Add(tensor.Name, TorchFile.Cut(tensor, storage));
        }

        return result;
    }
}

using System.IO.Compression;

namespace OnnxStyle.Networks;

/// <summary>How the format of a weight file is known from its bytes.</summary>
internal static class WeightFormats
{
    /// <summary>The format of a file.</summary>
    public static WeightFormat Recognise(FileStream stream)
    {
        byte[] start = new byte[10];
        stream.Position = 0;
        int count = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (count == 0) return WeightFormat.Empty;
        ReadOnlySpan<byte> bytes = start.AsSpan(0, count);
        if (bytes.StartsWith("PK"u8)) return Zip(stream);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x80, 0x02, 0x8a, 0x0a])) return WeightFormat.Torch;

        // A safetensors header is JSON; a bad length before it is for its reader to tell.
        if (count >= 9 && bytes[8] == (byte)'{') return WeightFormat.Safetensors;
        string extension = Path.GetExtension(stream.Name);
        if (extension.Equals(".safetensors", StringComparison.OrdinalIgnoreCase)) return WeightFormat.Safetensors;

        // ModelProto has no magic number; its first field is nearly always ir_version: tag 0x08 and a small number.
        bool isModel = extension.Equals(".onnx", StringComparison.OrdinalIgnoreCase) || (count > 2 && bytes[0] == 0x08 && bytes[1] < 0x40);
        return isModel ? WeightFormat.Onnx : WeightFormat.Unknown;
    }

    private static WeightFormat Zip(FileStream stream)
    {
        try
        {
            stream.Position = 0;
            using ZipArchive zip = new(stream, ZipArchiveMode.Read, leaveOpen: true);
            if (zip.Entries.Any(entry => entry.FullName.EndsWith(".npy", StringComparison.Ordinal))) return WeightFormat.Npz;
            return WeightFormat.Torch;
        }
        catch (InvalidDataException)
        {
            // No table at the end: the reader of either format says that it is truncated.
            return Path.GetExtension(stream.Name).Equals(".npz", StringComparison.OrdinalIgnoreCase) ? WeightFormat.Npz : WeightFormat.Torch;
        }
    }
}

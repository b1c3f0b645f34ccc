namespace OnnxStyle.Onnx;

/// <summary>Files in the model's folder, and nowhere else.</summary>
internal sealed class FolderSource(string folder) : ExternalSource
{
    public override long Length(string location, out string? problem)
    {
        problem = null;
        if (Path.IsPathRooted(location) || location.Contains('\0') || location.Split('/', '\\').Contains(".."))
        {
            problem = $"its weights are said to lie in '{location}', outside of the model's folder, which is refused";
            return 0;
        }

        FileInfo file = new(Path.Combine(folder, location));
        if (file.Exists) return file.Length;
        problem = $"its weights lie in '{location}', which is not in the model's folder; put that file beside the model";
        return 0;
    }

    public override void Read(string location, long offset, Span<byte> destination)
    {
        using FileStream stream = File.OpenRead(Path.Combine(folder, location));
        stream.Position = offset;
        stream.ReadExactly(destination);
    }
}

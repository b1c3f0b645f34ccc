namespace OnnxStyle.Onnx;

/// <summary>Bytes that the caller has in memory.</summary>
internal sealed class MemorySource(Func<string, ReadOnlyMemory<byte>>? lookup) : ExternalSource
{
    public override long Length(string location, out string? problem)
    {
        problem = lookup is null ? $"its weights lie outside in '{location}'; read the model from its file, or give their bytes" : null;
        return lookup is null ? 0 : lookup(location).Length;
    }

    public override void Read(string location, long offset, Span<byte> destination) =>
        lookup!(location).Span.Slice((int)offset, destination.Length).CopyTo(destination);
}

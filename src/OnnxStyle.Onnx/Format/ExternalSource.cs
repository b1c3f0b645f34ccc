namespace OnnxStyle.Onnx;

/// <summary>Where a reader finds the bytes of external initializers.</summary>
internal abstract class ExternalSource
{
    /// <summary>The number of bytes at a location, or a sentence saying why there are none.</summary>
    public abstract long Length(string location, out string? problem);

    /// <summary>Copies bytes that lie inside of the location's length.</summary>
    public abstract void Read(string location, long offset, Span<byte> destination);
}

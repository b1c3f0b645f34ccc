namespace OnnxStyle.Networks;

/// <summary>A local file. Its reads complete at once.</summary>
internal sealed class FileByteSource(FileStream stream, string name) : ByteSource
{
    public override string Name => name;

    public override long Length { get; } = stream.Length;

    protected override Task FillAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        stream.Position = offset;
        stream.ReadExactly(buffer.Span);
        return Task.CompletedTask;
    }
}

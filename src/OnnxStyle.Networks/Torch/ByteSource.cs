namespace OnnxStyle.Networks;

/// <summary>A row of bytes that can be read at any place: a local file, or a file on a server that answers ranges.</summary>
internal abstract class ByteSource
{
    /// <summary>What it is, for messages.</summary>
    public abstract string Name { get; }

    /// <summary>Its length in bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Fills a buffer from an offset.</summary>
    /// <exception cref="WeightFormatException">The place is outside of the source.</exception>
    public async Task ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (offset < 0 || offset > Length - buffer.Length)
            throw new WeightFormatException(Name, $"it points to the bytes {offset}..{offset + buffer.Length}, but has {Length}. It is truncated or damaged.");
        await FillAsync(offset, buffer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads bytes into a new array.</summary>
    public async Task<byte[]> ReadAsync(long offset, int count, CancellationToken cancellationToken)
    {
        if (count > Length) count = (int)Math.Max(0, Length);
        byte[] bytes = new byte[count];
        await ReadAsync(offset, bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    /// <summary>Fills a buffer from a place that is inside.</summary>
    protected abstract Task FillAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken);
}

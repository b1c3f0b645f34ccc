using OnnxStyle.Operators.Winograd;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators;

/// <summary>
/// Transformed filters, made once for each weight tensor (the object, not its contents) and size of tiles, used by all sessions that are given this bank and by both
/// directions of a convolution. They stay between sessions until the bank is disposed of; those that a session still uses are freed with the last such session. Safe
/// for several threads.
/// </summary>
public sealed class FilterBank : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<(Tensor Filters, WinogradTile Tile), Entry> entries = [];
    private bool disposed;

    /// <summary>What all transformed filters hold, in bytes.</summary>
    public long Bytes
    {
        get
        {
            lock (gate) return entries.Values.Sum(entry => entry.Filters.Bytes);
        }
    }

    /// <summary>How many weight tensors are held, one for each size of tiles.</summary>
    public int Count
    {
        get
        {
            lock (gate) return entries.Count;
        }
    }

    /// <summary>Frees what no session uses, and the rest when no session does any more.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            foreach ((Tensor, WinogradTile) key in entries.Where(entry => entry.Value.Users == 0).Select(entry => entry.Key).ToArray()) Remove(key);
        }
    }

    /// <summary>The transformed filters of a weight tensor [M, C, 3, 3], until <see cref="Return"/>.</summary>
    /// <exception cref="ObjectDisposedException">The bank was disposed of.</exception>
    internal WinogradFilters Rent(Tensor<float> filters, WinogradTile tile, VectorForm form)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (!entries.TryGetValue((filters, tile), out Entry? entry))
            {
                using ThreadTeam team = new(Environment.ProcessorCount);
                entry = new Entry(WinogradFilters.Create(filters.Span, (int)filters.Shape[0], (int)filters.Shape[1], tile, form, backward: true, team));
                entries.Add((filters, tile), entry);
            }

            entry.Users++;
            return entry.Filters;
        }
    }

    /// <summary>Ends a use.</summary>
    internal void Return(Tensor<float> filters, WinogradTile tile)
    {
        lock (gate)
        {
            if (--entries[(filters, tile)].Users == 0 && disposed) Remove((filters, tile));
        }
    }

    private void Remove((Tensor Filters, WinogradTile Tile) key)
    {
        entries[key].Filters.Dispose();
        entries.Remove(key);
    }

    private sealed class Entry(WinogradFilters filters)
    {
        public WinogradFilters Filters => filters;

        public int Users { get; set; }
    }
}

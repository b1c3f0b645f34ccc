using System.Runtime.CompilerServices;

namespace OnnxStyle.Kernels.Processor;

/// <summary>
/// The nearest so many of what was offered, the farthest of them on top. Distances are not negative, so their bits sort as they do; with the index below them
/// one number of 64 bits sorts by distance, then by index.
/// </summary>
internal readonly unsafe ref struct NeighbourHeap
{
    private readonly ulong* keys;
    private readonly int size;

    /// <param name="keys">[size], of any content before the first offer.</param>
    /// <param name="size">How many to keep.</param>
    public NeighbourHeap(ulong* keys, int size)
    {
        this.keys = keys;
        this.size = size;
    }

    /// <summary>The distance that a newcomer has to beat, once the heap is full.</summary>
    public float Worst => Distance(keys[0]);

    public static float Distance(ulong key) => BitConverter.UInt32BitsToSingle((uint)(key >> 32));

    public static int Index(ulong key) => (int)(uint)key;

    /// <summary>Takes in a neighbour if it belongs. Indices are offered from 0 on, each once: the index says how full the heap is.</summary>
    public void Offer(float distance, int index)
    {
        ulong key = ((ulong)BitConverter.SingleToUInt32Bits(distance) << 32) | (uint)index;
        if (index < size) Rise(key, index);
        else if (key < keys[0]) Sink(key);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Rise(ulong key, int at)
    {
        while (at > 0 && keys[(at - 1) / 2] < key)
        {
            keys[at] = keys[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        keys[at] = key;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sink(ulong key)
    {
        int at = 0;
        for (int child = 1; child < size; child = (2 * at) + 1)
        {
            if (child + 1 < size && keys[child + 1] > keys[child]) child++;
            if (keys[child] <= key) break;
            keys[at] = keys[child];
            at = child;
        }

        keys[at] = key;
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OnnxStyle.Kernels.Processor;

/// <summary>
/// The nearest few of what was offered, in order, a lane for each: taking one in moves those behind it by one lane. There is nothing in it to guess wrong for the processor,
/// which is what a heap spends its time on. What falls behind the lanes asked for does no harm.
/// </summary>
internal readonly unsafe ref struct NeighbourList
{
    /// <summary>Lanes.</summary>
    public const int Most = 16;

    /// <summary>Room for one list, in numbers of 64 bits.</summary>
    public const int Slots = 16;

    private readonly float* distances;
    private readonly int* indices;

    /// <param name="memory">[<see cref="Slots"/>], aligned to a vector or not.</param>
    public NeighbourList(ulong* memory)
    {
        distances = (float*)memory;
        indices = (int*)(distances + Most);
    }

    /// <summary>Whether this processor has vectors of 16 lanes.</summary>
    public static bool IsFast => Vector512.IsHardwareAccelerated;

    public float Distance(int rank) => distances[rank];

    public int Index(int rank) => indices[rank];

    public void Clear() => new Span<float>(distances, Most).Fill(float.PositiveInfinity);

    /// <summary>Takes in a neighbour if it belongs. Indices are offered in their order, so that of equal distances the first comes first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Offer(float distance, int index)
    {
        Vector512<int> before = Vector512.Create(0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
        Vector512<float> kept = Vector512.Load(distances), moved = Vector512.Shuffle(kept, before), offered = Vector512.Create(distance);
        Vector512<int> keptIndices = Vector512.Load(indices), movedIndices = Vector512.Shuffle(keptIndices, before);

        // Lanes behind the newcomer take what was before them; where that was not behind it, its own place is. There is none before the first lane.
        Vector512<float> behind = Vector512.GreaterThan(kept, offered), place = Vector512.AndNot(behind, Vector512.GreaterThan(moved, offered) & AllButFirst);
        Vector512.ConditionalSelect(place, offered, Vector512.ConditionalSelect(behind, moved, kept)).Store(distances);
        Vector512.ConditionalSelect(place.AsInt32(), Vector512.Create(index), Vector512.ConditionalSelect(behind.AsInt32(), movedIndices, keptIndices)).Store(indices);
    }

    private static Vector512<float> AllButFirst => Vector512.Create(0, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1).AsSingle();
}

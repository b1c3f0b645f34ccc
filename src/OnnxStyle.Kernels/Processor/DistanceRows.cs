using System.Runtime.CompilerServices;

namespace OnnxStyle.Kernels.Processor;

/// <inheritdoc cref="IDistanceRows"/>
internal sealed unsafe class DistanceRows<T> : IDistanceRows
    where T : unmanaged, ILanes<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Distances(float* cosines, float* target, int count, bool stream)
    {
        T zero = default, one = T.Create(1), two = T.Create(2);
        int i = 0;
        if (stream && (nint)target % (T.Count * sizeof(float)) == 0)
        {
            for (; i <= count - T.Count; i += T.Count) T.Stream(T.Min(two, T.Max(zero, T.Subtract(one, T.Load(cosines + i)))), target + i);
        }

        for (; i <= count - T.Count; i += T.Count) T.Store(T.Min(two, T.Max(zero, T.Subtract(one, T.Load(cosines + i)))), target + i);
        for (; i < count; i++) target[i] = MathF.Min(MathF.Max(1 - cosines[i], 0), 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public uint RowsAbove(float* cosines, float* limits, int rows, int width)
    {
        uint found = 0;
        for (int r = 0; r < rows; r++, cosines += width)
        {
            T most = T.Load(cosines);
            for (int i = T.Count; i < width; i += T.Count) most = T.Max(most, T.Load(cosines + i));
            if (T.AnyAbove(most, T.Create(limits[r]))) found |= 1u << r;
        }

        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public uint Above(float* cosines, float limit, int width)
    {
        T limits = T.Create(limit);
        uint found = 0;
        for (int i = 0; i < width; i += T.Count) found |= T.Above(T.Load(cosines + i), limits) << i;
        return found;
    }
}

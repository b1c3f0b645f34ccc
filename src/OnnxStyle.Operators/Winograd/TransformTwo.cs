using System.Runtime.CompilerServices;
using OnnxStyle.Operators.Winograd.Vectors;

namespace OnnxStyle.Operators.Winograd;

/// <summary>F(2, 3) with the points 0, 1, -1 and infinity.</summary>
internal readonly unsafe struct TransformTwo : ITransform
{
    public static int Points => 4;

    public static int Outputs => 2;

    public static int Turned(int point) => point switch { 0 => 3, 3 => 0, _ => point };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<T>(float* from, nint step, float* to, nint toStep)
        where T : unmanaged, ILanes<T>
    {
        T d0 = T.Load(from), d1 = T.Load(from + step), d2 = T.Load(from + (2 * step)), d3 = T.Load(from + (3 * step));
        T.Store(T.Subtract(d0, d2), to);
        T.Store(T.Add(d2, d1), to + toStep);
        T.Store(T.Subtract(d2, d1), to + (2 * toStep));
        T.Store(T.Subtract(d3, d1), to + (3 * toStep));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<T>(float* from, nint step, float* to, nint toStep)
        where T : unmanaged, ILanes<T>
    {
        T m1 = T.Load(from + step), m2 = T.Load(from + (2 * step));
        T.Store(T.Add(T.Load(from), T.Add(m1, m2)), to);
        T.Store(T.Add(T.Subtract(m1, m2), T.Load(from + (3 * step))), to + toStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Filter<T>(float* from, nint step, float* to, nint toStep)
        where T : unmanaged, ILanes<T>
    {
        T g0 = T.Load(from), g1 = T.Load(from + step), g2 = T.Load(from + (2 * step)), half = T.Create(0.5f), ends = T.Add(g0, g2);
        T.Store(g0, to);
        T.Store(T.Multiply(half, T.Add(ends, g1)), to + toStep);
        T.Store(T.Multiply(half, T.Subtract(ends, g1)), to + (2 * toStep));
        T.Store(g2, to + (3 * toStep));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputTransposed<T>(float* from, nint step, float* to, nint toStep)
        where T : unmanaged, ILanes<T>
    {
        T y0 = T.Load(from), y1 = T.Load(from + step);
        T.Store(y0, to);
        T.Store(T.Add(y0, y1), to + toStep);
        T.Store(T.Subtract(y0, y1), to + (2 * toStep));
        T.Store(y1, to + (3 * toStep));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FilterTransposed<T>(float* from, nint step, float* to, nint toStep)
        where T : unmanaged, ILanes<T>
    {
        T s1 = T.Load(from + step), s2 = T.Load(from + (2 * step)), half = T.Create(0.5f), ends = T.Multiply(half, T.Add(s1, s2));
        T.Store(T.Add(T.Load(from), ends), to);
        T.Store(T.Multiply(half, T.Subtract(s1, s2)), to + toStep);
        T.Store(T.Add(T.Load(from + (3 * step)), ends), to + (2 * toStep));
    }
}

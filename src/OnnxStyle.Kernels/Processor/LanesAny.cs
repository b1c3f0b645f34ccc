using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxStyle.Kernels.Processor;

/// <summary>As wide as <see cref="Vector{T}"/>.</summary>
internal readonly unsafe struct LanesAny(Vector<float> value) : ILanes<LanesAny>
{
    private readonly Vector<float> value = value;

    public static int Count => Vector<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesAny Create(float value) => new(Vector.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesAny Load(float* source) => new(Vector.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(LanesAny value, float* target) => value.value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Stream(LanesAny value, float* target) => value.value.StoreAlignedNonTemporal(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesAny Add(LanesAny a, LanesAny b) => new(a.value + b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesAny Subtract(LanesAny a, LanesAny b) => new(a.value - b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesAny Multiply(LanesAny a, LanesAny b) => new(a.value * b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesAny MultiplyAdd(LanesAny a, LanesAny b, LanesAny sum) => new(Vector.FusedMultiplyAdd(a.value, b.value, sum.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesAny Min(LanesAny a, LanesAny b) => new(Vector.MinNative(a.value, b.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesAny Max(LanesAny a, LanesAny b) => new(Vector.MaxNative(a.value, b.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyAbove(LanesAny a, LanesAny b) => Vector.GreaterThanAny(a.value, b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Above(LanesAny a, LanesAny b)
    {
        uint bits = 0;
        for (int i = 0; i < Count; i++) bits |= a.value[i] > b.value[i] ? 1u << i : 0;
        return bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(LanesAny value)
    {
        Vector.Widen(value.value, out Vector<double> low, out Vector<double> high);
        return Vector.Sum(low + high);
    }
}

using System.Runtime.CompilerServices;

namespace OnnxStyle.Kernels.Processor;

/// <summary>One number: a processor without vectors.</summary>
internal readonly unsafe struct LanesOne(float value) : ILanes<LanesOne>
{
    private readonly float value = value;

    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesOne Create(float value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesOne Load(float* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(LanesOne value, float* target) => *target = value.value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Stream(LanesOne value, float* target) => *target = value.value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesOne Add(LanesOne a, LanesOne b) => new(a.value + b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesOne Subtract(LanesOne a, LanesOne b) => new(a.value - b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesOne Multiply(LanesOne a, LanesOne b) => new(a.value * b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesOne MultiplyAdd(LanesOne a, LanesOne b, LanesOne sum) => new((a.value * b.value) + sum.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesOne Min(LanesOne a, LanesOne b) => a.value < b.value ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesOne Max(LanesOne a, LanesOne b) => a.value > b.value ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyAbove(LanesOne a, LanesOne b) => a.value > b.value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Above(LanesOne a, LanesOne b) => a.value > b.value ? 1u : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(LanesOne value) => value.value;
}

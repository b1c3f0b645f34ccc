using System.Runtime.CompilerServices;

namespace OnnxStyle.Operators.Winograd.Vectors;

/// <summary>One number.</summary>
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
    public static LanesOne Positive(LanesOne value) => new(value.value < 0 ? 0 : value.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesOne Gate(LanesOne value, LanesOne gate) => new(gate.value > 0 ? value.value : 0);

    public static void Transpose(float* source, float* target)
    {
        for (int i = 0; i < 16; i++)
        {
            for (int j = 0; j < 16; j++) target[(j * 16) + i] = source[(i * 16) + j];
        }
    }
}

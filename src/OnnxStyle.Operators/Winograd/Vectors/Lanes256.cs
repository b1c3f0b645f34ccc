using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnnxStyle.Operators.Winograd.Vectors;

/// <summary>256 bits.</summary>
internal readonly unsafe struct Lanes256(Vector256<float> value) : ILanes<Lanes256>
{
    private readonly Vector256<float> value = value;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Create(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes256 value, float* target) => value.value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Stream(Lanes256 value, float* target) => value.value.StoreAlignedNonTemporal(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Add(Lanes256 a, Lanes256 b) => new(a.value + b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Subtract(Lanes256 a, Lanes256 b) => new(a.value - b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Multiply(Lanes256 a, Lanes256 b) => new(a.value * b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyAdd(Lanes256 a, Lanes256 b, Lanes256 sum) => new(Fma.MultiplyAdd(a.value, b.value, sum.value));

    /// <remarks>The instruction gives its second operand where either is not a number, so NaN stays.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Positive(Lanes256 value) => new(Avx.Max(Vector256<float>.Zero, value.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Gate(Lanes256 value, Lanes256 gate) => new(value.value & Vector256.GreaterThan(gate.value, Vector256<float>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* source, float* target)
    {
        for (int i = 0; i < 16; i += 8)
        {
            for (int j = 0; j < 16; j += 8)
            {
                float* from = source + (i * 16) + j, to = target + (j * 16) + i;
                Vector256<float> a0 = Vector256.Load(from), a1 = Vector256.Load(from + 16), a2 = Vector256.Load(from + 32), a3 = Vector256.Load(from + 48);
                Vector256<float> a4 = Vector256.Load(from + 64), a5 = Vector256.Load(from + 80), a6 = Vector256.Load(from + 96), a7 = Vector256.Load(from + 112);
                Four(ref a0, ref a1, ref a2, ref a3);
                Four(ref a4, ref a5, ref a6, ref a7);
                Halves(a0, a4, to);
                Halves(a1, a5, to + 16);
                Halves(a2, a6, to + 32);
                Halves(a3, a7, to + 48);
            }
        }
    }

    /// <summary>Rows 0 to 3 in; out: column j of each half in that half of register j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(ref Vector256<float> a, ref Vector256<float> b, ref Vector256<float> c, ref Vector256<float> d)
    {
        Vector256<double> low0 = Avx.UnpackLow(a, b).AsDouble(), high0 = Avx.UnpackHigh(a, b).AsDouble();
        Vector256<double> low1 = Avx.UnpackLow(c, d).AsDouble(), high1 = Avx.UnpackHigh(c, d).AsDouble();
        a = Avx.UnpackLow(low0, low1).AsSingle();
        b = Avx.UnpackHigh(low0, low1).AsSingle();
        c = Avx.UnpackLow(high0, high1).AsSingle();
        d = Avx.UnpackHigh(high0, high1).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Halves(Vector256<float> a, Vector256<float> b, float* target)
    {
        Avx.Permute2x128(a, b, 0x20).Store(target);
        Avx.Permute2x128(a, b, 0x31).Store(target + 64);
    }
}

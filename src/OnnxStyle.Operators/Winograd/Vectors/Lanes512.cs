using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnnxStyle.Operators.Winograd.Vectors;

/// <summary>512 bits.</summary>
internal readonly unsafe struct Lanes512(Vector512<float> value) : ILanes<Lanes512>
{
    private readonly Vector512<float> value = value;

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Create(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes512 value, float* target) => value.value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Stream(Lanes512 value, float* target) => value.value.StoreAlignedNonTemporal(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Add(Lanes512 a, Lanes512 b) => new(a.value + b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Subtract(Lanes512 a, Lanes512 b) => new(a.value - b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Multiply(Lanes512 a, Lanes512 b) => new(a.value * b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MultiplyAdd(Lanes512 a, Lanes512 b, Lanes512 sum) => new(Vector512.FusedMultiplyAdd(a.value, b.value, sum.value));

    /// <remarks>The instruction gives its second operand where either is not a number, so NaN stays.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Positive(Lanes512 value) => new(Avx512F.Max(Vector512<float>.Zero, value.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Gate(Lanes512 value, Lanes512 gate) => new(value.value & Vector512.GreaterThan(gate.value, Vector512<float>.Zero));

    /// <remarks>Pairs of rows, then pairs of pairs, then quarters of registers twice: 64 shuffles.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* source, float* target)
    {
        Vector512<float> a0 = Vector512.Load(source), a1 = Vector512.Load(source + 16), a2 = Vector512.Load(source + 32), a3 = Vector512.Load(source + 48);
        Vector512<float> a4 = Vector512.Load(source + 64), a5 = Vector512.Load(source + 80), a6 = Vector512.Load(source + 96), a7 = Vector512.Load(source + 112);
        Vector512<float> a8 = Vector512.Load(source + 128), a9 = Vector512.Load(source + 144), aa = Vector512.Load(source + 160), ab = Vector512.Load(source + 176);
        Vector512<float> ac = Vector512.Load(source + 192), ad = Vector512.Load(source + 208), ae = Vector512.Load(source + 224), af = Vector512.Load(source + 240);
        Four(ref a0, ref a1, ref a2, ref a3);
        Four(ref a4, ref a5, ref a6, ref a7);
        Four(ref a8, ref a9, ref aa, ref ab);
        Four(ref ac, ref ad, ref ae, ref af);
        Quarters(a0, a4, a8, ac, target);
        Quarters(a1, a5, a9, ad, target + 16);
        Quarters(a2, a6, aa, ae, target + 32);
        Quarters(a3, a7, ab, af, target + 48);
    }

    /// <summary>Rows 0 to 3 in; out: column j of each quarter q in quarter q of register j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(ref Vector512<float> a, ref Vector512<float> b, ref Vector512<float> c, ref Vector512<float> d)
    {
        Vector512<double> low0 = Avx512F.UnpackLow(a, b).AsDouble(), high0 = Avx512F.UnpackHigh(a, b).AsDouble();
        Vector512<double> low1 = Avx512F.UnpackLow(c, d).AsDouble(), high1 = Avx512F.UnpackHigh(c, d).AsDouble();
        a = Avx512F.UnpackLow(low0, low1).AsSingle();
        b = Avx512F.UnpackHigh(low0, low1).AsSingle();
        c = Avx512F.UnpackLow(high0, high1).AsSingle();
        d = Avx512F.UnpackHigh(high0, high1).AsSingle();
    }

    /// <summary>Quarters are a 4 x 4 matrix, which is turned; results are rows j, j + 4, j + 8, j + 12.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarters(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* target)
    {
        Vector512<float> ab01 = Avx512F.Shuffle4x128(a, b, 0b01_00_01_00), ab23 = Avx512F.Shuffle4x128(a, b, 0b11_10_11_10);
        Vector512<float> cd01 = Avx512F.Shuffle4x128(c, d, 0b01_00_01_00), cd23 = Avx512F.Shuffle4x128(c, d, 0b11_10_11_10);
        Avx512F.Shuffle4x128(ab01, cd01, 0b10_00_10_00).Store(target);
        Avx512F.Shuffle4x128(ab01, cd01, 0b11_01_11_01).Store(target + 64);
        Avx512F.Shuffle4x128(ab23, cd23, 0b10_00_10_00).Store(target + 128);
        Avx512F.Shuffle4x128(ab23, cd23, 0b11_01_11_01).Store(target + 192);
    }
}

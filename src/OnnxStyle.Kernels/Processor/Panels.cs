using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace OnnxStyle.Kernels.Processor;

/// <summary>Brings rows of a matrix into panels [depth, width]: a transposition, four by four in registers.</summary>
internal static unsafe class Panels
{
    /// <summary>Packs one panel. Rows beyond the last become zeros.</summary>
    /// <param name="source">The first element of the panel's first row.</param>
    /// <param name="stride">From row to row of the source.</param>
    /// <param name="rows">Rows that there are, 1 to <paramref name="width"/>.</param>
    /// <param name="depth">Elements of each row.</param>
    /// <param name="panel">Receives [depth, width].</param>
    /// <param name="width">A multiple of four.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(float* source, int stride, int rows, int depth, float* panel, int width)
    {
        int whole = rows & ~3;
        for (int r = 0; r < whole; r += 4) PackFour(source + ((long)r * stride), stride, depth, panel + r, width);
        for (int r = whole; r < width; r++)
        {
            float* row = source + ((long)r * stride);
            for (int k = 0; k < depth; k++) panel[(k * width) + r] = r < rows ? row[k] : 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackFour(float* source, int stride, int depth, float* panel, int width)
    {
        float* r0 = source, r1 = r0 + stride, r2 = r1 + stride, r3 = r2 + stride;
        int k = 0;
        for (; k <= depth - 4; k += 4, panel += 4 * width)
        {
            Vector128<float> a = Vector128.Load(r0 + k), b = Vector128.Load(r1 + k), c = Vector128.Load(r2 + k), d = Vector128.Load(r3 + k);
            Vector128<float> low = ZipLow(a, c), high = ZipHigh(a, c), low2 = ZipLow(b, d), high2 = ZipHigh(b, d);
            ZipLow(low, low2).Store(panel);
            ZipHigh(low, low2).Store(panel + width);
            ZipLow(high, high2).Store(panel + (2 * width));
            ZipHigh(high, high2).Store(panel + (3 * width));
        }

        for (; k < depth; k++, panel += width) (panel[0], panel[1], panel[2], panel[3]) = (r0[k], r1[k], r2[k], r3[k]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> a, Vector128<float> b)
    {
        if (Sse.IsSupported) return Sse.UnpackLow(a, b);
        return AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b) : Vector128.Create(a[0], b[0], a[1], b[1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> a, Vector128<float> b)
    {
        if (Sse.IsSupported) return Sse.UnpackHigh(a, b);
        return AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b) : Vector128.Create(a[2], b[2], a[3], b[3]);
    }
}

using System.Buffers;
using System.Numerics;
using OnnxStyle.Tensors;

namespace OnnxStyle.Kernels;

/// <summary>
/// What a matting Laplacian keeps of its guide: W(i, j) for the twelve pixels j that come after i within two rows and two columns. W is
/// symmetric, and the diagonal of L follows since its rows sum to 0, so these 12 planes are the whole matrix: 48 bytes a pixel.
/// <para>
/// Differs from Levin's window statistics (mean and inverse covariance, 9 numbers a pixel): those are ill-conditioned where colours lie on a line, as
/// in a grey picture or a flat sky, and lose all digits in float. Here everything ill-conditioned happens once and in double;
/// what is rounded to float is of order 1, and a product of differences annihilates constants exactly.
/// </para>
/// </summary>
public static class MattingCouplings
{
    /// <summary>Couplings a pixel.</summary>
    public const int Count = 12;

    /// <summary>Rows down from i to j of each coupling.</summary>
    public static ReadOnlySpan<sbyte> RowOffsets => [0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2];

    /// <summary>Columns to the right from i to j of each coupling.</summary>
    public static ReadOnlySpan<sbyte> ColumnOffsets => [1, 2, -2, -1, 0, 1, 2, -2, -1, 0, 1, 2];

    /// <summary>Rows of pixels that are computed together; the windows above and below are computed again by the neighbour.</summary>
    internal const int BandRows = 32;

    /// <summary>Computes the couplings in double.</summary>
    /// <param name="guide">The picture [3, H, W], colours in [0, 1].</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="epsilon">The regulariser; positive.</param>
    /// <returns>[12, H, W]; 0 where j lies outside of the picture.</returns>
    /// <exception cref="ShapeException">The shapes do not fit, or epsilon is not positive.</exception>
    public static double[] Compute(ReadOnlySpan<float> guide, int height, int width, double epsilon)
    {
        MattingLaplacian.CheckGuide(guide, height, width, epsilon);
        double[] couplings = new double[Count * height * width];
        for (int band = 0; band * BandRows < height; band++) Band(guide, height, width, epsilon, band, couplings.AsSpan(), height * width);
        return couplings;
    }

    /// <summary>Computes the couplings in double and rounds them to float32, with no more memory than the result.</summary>
    /// <param name="guide">The picture [3, H, W], colours in [0, 1].</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="epsilon">The regulariser; positive.</param>
    /// <param name="couplings">Receives [12, H, W]; 0 where j lies outside of the picture.</param>
    /// <exception cref="ShapeException">The shapes do not fit, or epsilon is not positive.</exception>
    public static void Compute(ReadOnlySpan<float> guide, int height, int width, double epsilon, Span<float> couplings)
    {
        MattingLaplacian.CheckGuide(guide, height, width, epsilon);
        if (couplings.Length != Count * height * width) throw new ShapeException("Matting Laplacian, couplings", $"[{Count}, {height}, {width}]", $"{couplings.Length} elements");
        for (int band = 0; band * BandRows < height; band++) Band(guide, height, width, epsilon, band, couplings, height * width);
    }

    /// <summary>Computes the couplings of one band of rows, planes <paramref name="pitch"/> elements apart.</summary>
    internal static void Band<T>(ReadOnlySpan<float> guide, int height, int width, double epsilon, int band, Span<T> couplings, int pitch)
        where T : unmanaged, INumberBase<T>
    {
        int first = band * BandRows, last = Math.Min(height, first + BandRows);
        double[] sums = ArrayPool<double>.Shared.Rent((BandRows + 4) * width * Count);
        Array.Clear(sums);
        for (int y = Math.Max(1, first - 1); y <= Math.Min(height - 2, last); y++) AddWindows(guide, height, width, epsilon, y, sums.AsSpan(), first - 2);
        for (int d = 0; d < Count; d++)
        {
            for (int i = first * width; i < last * width; i++) couplings[(d * pitch) + i] = T.CreateTruncating(sums[((i - ((first - 2) * width)) * Count) + d]);
        }

        ArrayPool<double>.Shared.Return(sums);
    }

    /// <summary>Adds what one row of windows says to [rows, W, 12], whose first row is <paramref name="top"/>.</summary>
    private static void AddWindows(ReadOnlySpan<float> guide, int height, int width, double epsilon, int y, Span<double> sums, int top)
    {
        Span<double> centred = stackalloc double[27], solved = stackalloc double[27];
        for (int x = 1; x < width - 1; x++)
        {
            MattingWindow.Solve(guide, height * width, (y * width) + x, width, epsilon, centred, solved);
            for (int i = 0; i < 9; i++)
            {
                Span<double> pixel = sums.Slice(((((y + (i / 3) - 1 - top) * width) + x + (i % 3) - 1) * Count), Count);
                for (int j = i + 1; j < 9; j++)
                {
                    double together = (centred[3 * i] * solved[3 * j]) + (centred[(3 * i) + 1] * solved[(3 * j) + 1]) + (centred[(3 * i) + 2] * solved[(3 * j) + 2]);
                    pixel[Index((j / 3) - (i / 3), (j % 3) - (i % 3))] += (1 + together) / 9;
                }
            }
        }
    }

    internal static int Index(int down, int right) => down == 0 ? right - 1 : (5 * down) - 1 + right;
}

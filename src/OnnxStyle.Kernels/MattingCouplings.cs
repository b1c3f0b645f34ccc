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
        for (int band = 0; band * BandRows < height; band++) Planes(guide, height, width, epsilon, band, couplings.AsSpan());
        return couplings;
    }

    /// <summary>Computes the couplings in double and rounds them to float32, with little more memory than the result.</summary>
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
        for (int band = 0; band * BandRows < height; band++) Planes(guide, height, width, epsilon, band, couplings);
    }

    /// <summary>Computes the couplings of one band of rows.</summary>
    /// <returns>For <see cref="Row"/>; rented from the shared pool, to which the caller returns it.</returns>
    internal static double[] Band(ReadOnlySpan<float> guide, int height, int width, double epsilon, int band)
    {
        int first = band * BandRows;
        double[] sums = ArrayPool<double>.Shared.Rent((BandRows + 4) * width * Count);
        Array.Clear(sums);
        for (int y = Math.Max(1, first - 1); y <= Math.Min(height - 2, first + BandRows); y++) AddWindows(guide, height, width, epsilon, y, sums, first - 2);
        return sums;
    }

    /// <summary>The couplings [W, 12] of one row of a band.</summary>
    internal static ReadOnlySpan<double> Row(double[] band, int width, int row) => band.AsSpan((row + 2) * width * Count, width * Count);

    /// <summary>One coupling of a band.</summary>
    internal static double At(double[] band, int width, int row, int column, int coupling) => band[((((row + 2) * width) + column) * Count) + coupling];

    /// <summary>The sum of all couplings of a pixel of a band, ahead and behind: its place on the diagonal of L.</summary>
    internal static double Diagonal(double[] band, int width, int row, int column)
    {
        double sum = 0;
        for (int d = 0; d < Count; d++)
        {
            int behind = column - ColumnOffsets[d];
            sum += At(band, width, row, column, d) + (behind >= 0 && behind < width ? At(band, width, row - RowOffsets[d], behind, d) : 0);
        }

        return sum;
    }

    private static void Planes<T>(ReadOnlySpan<float> guide, int height, int width, double epsilon, int band, Span<T> couplings)
        where T : unmanaged, INumberBase<T>
    {
        double[] sums = Band(guide, height, width, epsilon, band);
        for (int y = band * BandRows; y < Math.Min(height, (band + 1) * BandRows); y++)
        {
            ReadOnlySpan<double> row = Row(sums, width, y - (band * BandRows));
            for (int i = 0; i < row.Length; i++) couplings[(((i % Count * height) + y) * width) + (i / Count)] = T.CreateTruncating(row[i]);
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

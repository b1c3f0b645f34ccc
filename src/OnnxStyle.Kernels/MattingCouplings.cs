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

    /// <summary>Computes the couplings in double, window by window.</summary>
    /// <param name="guide">The picture [3, H, W], colours in [0, 1].</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="epsilon">The regulariser; positive.</param>
    /// <returns>[12, H, W]; 0 where j lies outside of the picture.</returns>
    /// <exception cref="ShapeException">The shapes do not fit, or epsilon is not positive.</exception>
    public static double[] Compute(ReadOnlySpan<float> guide, int height, int width, double epsilon)
    {
        MattingLaplacian.CheckGuide(guide, height, width, epsilon);
        int plane = height * width;
        double[] couplings = new double[Count * plane];
        Span<double> centred = stackalloc double[27], solved = stackalloc double[27];
        for (int y = 1; y < height - 1; y++)
        {
            for (int x = 1; x < width - 1; x++)
            {
                MattingWindow.Solve(guide, plane, (y * width) + x, width, epsilon, centred, solved);
                for (int i = 0; i < 9; i++)
                {
                    int pixel = ((y + (i / 3) - 1) * width) + x + (i % 3) - 1;
                    for (int j = i + 1; j < 9; j++)
                    {
                        double together = (centred[3 * i] * solved[3 * j]) + (centred[(3 * i) + 1] * solved[(3 * j) + 1]) + (centred[(3 * i) + 2] * solved[(3 * j) + 2]);
                        couplings[(Index((j / 3) - (i / 3), (j % 3) - (i % 3)) * plane) + pixel] += (1 + together) / 9;
                    }
                }
            }
        }

        return couplings;
    }

    internal static int Index(int down, int right) => down == 0 ? right - 1 : (5 * down) - 1 + right;
}

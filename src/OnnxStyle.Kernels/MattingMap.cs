using OnnxStyle.Tensors;

namespace OnnxStyle.Kernels;

/// <summary>Where the energy of a matting Laplacian lies. In double, window by window, on all cores: for looking at a picture once, not for iterating.</summary>
public static class MattingMap
{
    /// <summary>
    /// The energy of every window: what is left of p when the affine function of the guide's colour that is nearest to it is taken away, the ridge included,
    /// <c>J_k = min_(a,b) Σ_(i in k) (p_i - aᵀI_i - b)² + eps |a|²</c>, over all channels. No J_k is negative and their sum is the sum of the channels' pᵀ L p
    /// (Levin, Lischinski, Weiss 2008, theorem 1). p_i (L p)_i has the same sum, but a sign of its own in every pixel, which shows nothing.
    /// </summary>
    /// <param name="guide">The picture [3, H, W], colours in [0, 1].</param>
    /// <param name="p">[channels, H, W].</param>
    /// <param name="channels">1 or more.</param>
    /// <param name="height">H, 1 or more.</param>
    /// <param name="width">W, 1 or more.</param>
    /// <param name="epsilon">The regulariser; positive.</param>
    /// <returns>[H, W], each window at its centre; 0 on the border, where no window has its centre.</returns>
    /// <exception cref="ShapeException">The shapes do not fit, or epsilon is not positive.</exception>
    public static double[] Energies(float[] guide, float[] p, int channels, int height, int width, double epsilon = MattingLaplacian.DefaultEpsilon)
    {
        ArgumentNullException.ThrowIfNull(guide);
        ArgumentNullException.ThrowIfNull(p);
        MattingLaplacian.CheckGuide(guide, height, width, epsilon);
        if (channels < 1 || p.LongLength != (long)channels * height * width) throw new ShapeException("Matting map, p", $"[{channels}, {height}, {width}]", $"{p.Length} elements");
        double[] map = new double[height * width];
        Parallel.For(1, Math.Max(1, height - 1), y =>
        {
            Span<double> centred = stackalloc double[27], solved = stackalloc double[27], rest = stackalloc double[9];
            for (int x = 1; x < width - 1; x++)
            {
                int centre = (y * width) + x;
                MattingWindow.Solve(guide, height * width, centre, width, epsilon, centred, solved);
                for (int c = 0; c < channels; c++) map[centre] += Left(p.AsSpan(c * height * width, height * width), centre, width, centred, solved, rest);
            }
        });
        return map;
    }

    /// <summary>
    /// The diagonal of L: the energy of a change of one pixel alone by 1. 8 where the guide is flat, less where its colours give reasons for a change, and on the
    /// border, where there are fewer windows.
    /// </summary>
    /// <param name="guide">The picture [3, H, W], colours in [0, 1].</param>
    /// <param name="height">H, 1 or more.</param>
    /// <param name="width">W, 1 or more.</param>
    /// <param name="epsilon">The regulariser; positive.</param>
    /// <returns>[H, W], 0 to 8.</returns>
    /// <exception cref="ShapeException">The shapes do not fit, or epsilon is not positive.</exception>
    public static double[] Diagonal(ReadOnlySpan<float> guide, int height, int width, double epsilon = MattingLaplacian.DefaultEpsilon)
    {
        MattingLaplacian.CheckGuide(guide, height, width, epsilon);
        double[] map = new double[height * width];
        Span<double> centred = stackalloc double[27], solved = stackalloc double[27];
        for (int y = 1; y < height - 1; y++)
        {
            for (int x = 1; x < width - 1; x++)
            {
                MattingWindow.Solve(guide, height * width, (y * width) + x, width, epsilon, centred, solved);
                for (int i = 0; i < 9; i++)
                {
                    double alone = (centred[3 * i] * solved[3 * i]) + (centred[(3 * i) + 1] * solved[(3 * i) + 1]) + (centred[(3 * i) + 2] * solved[(3 * i) + 2]);
                    map[((y + (i / 3) - 1) * width) + x + (i % 3) - 1] += 1 - ((1 + alone) / 9);
                }
            }
        }

        return map;
    }

    // Σ (p - mean)², less what the nearest affine function explains of it.
    private static double Left(ReadOnlySpan<float> p, int centre, int width, ReadOnlySpan<double> centred, ReadOnlySpan<double> solved, Span<double> rest)
    {
        double mean = 0, r = 0, g = 0, b = 0, sum = 0;
        for (int i = 0; i < 9; i++) mean += rest[i] = p[centre + (((i / 3) - 1) * width) + (i % 3) - 1];
        for (int i = 0; i < 9; i++)
        {
            rest[i] -= mean / 9;
            (r, g, b) = (r + (solved[3 * i] * rest[i] / 9), g + (solved[(3 * i) + 1] * rest[i] / 9), b + (solved[(3 * i) + 2] * rest[i] / 9));
        }

        for (int i = 0; i < 9; i++) sum += rest[i] * (rest[i] - (r * centred[3 * i]) - (g * centred[(3 * i) + 1]) - (b * centred[(3 * i) + 2]));
        return Math.Max(sum, 0);
    }
}

using OnnxStyle.Operators.Winograd;

namespace OnnxStyle.Operators.Tests;

/// <summary>The definition: plain loops in double over plain layouts.</summary>
internal static class DirectConvolution
{
    /// <summary>y [N, M, H', W'] of x [N, C, H, W] and w [M, C, 3, 3]; backward, of w [C, M, 3, 3] turned by 180 degrees.</summary>
    public static double[] Run(Conv3x3Shape s, float[] x, float[] w, ConvDirection direction, float[]? bias = null)
    {
        double[] y = new double[s.Batch * s.Results * s.OutHeight * s.OutWidth];
        Parallel.For(0, s.Batch * s.Results, at =>
        {
            int n = at / s.Results, m = at % s.Results;
            for (int i = 0; i < s.OutHeight; i++)
            {
                for (int j = 0; j < s.OutWidth; j++)
                {
                    double sum = bias is null ? 0 : bias[m];
                    for (int k = 0; k < 9; k++)
                    {
                        int row = i + (k / 3) - s.PadTop, column = j + (k % 3) - s.PadLeft;
                        if (row < 0 || column < 0 || row >= s.Height || column >= s.Width) continue;
                        for (int c = 0; c < s.Channels; c++)
                        {
                            float weight = direction == ConvDirection.Forward ? w[(((m * s.Channels) + c) * 9) + k] : w[(((c * s.Results) + m) * 9) + 8 - k];
                            sum += (double)weight * x[((((n * s.Channels) + c) * s.Height) + row) * s.Width + column];
                        }
                    }

                    y[(((at * s.OutHeight) + i) * s.OutWidth) + j] = sum;
                }
            }
        });
        return y;
    }
}

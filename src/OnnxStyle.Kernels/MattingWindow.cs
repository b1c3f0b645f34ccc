namespace OnnxStyle.Kernels;

/// <summary>One 3x3 window of a guide image, in double.</summary>
internal static class MattingWindow
{
    /// <summary>Writes I - mu and (Sigma + eps/9 Id)⁻¹ (I - mu) for the nine pixels of a window, [9, 3] each.</summary>
    /// <param name="guide">[3, H, W].</param>
    /// <param name="plane">H * W.</param>
    /// <param name="centre">The index of the window's middle pixel, not on the border.</param>
    /// <param name="width">W.</param>
    /// <param name="epsilon">The regulariser.</param>
    /// <param name="centred">Receives I - mu.</param>
    /// <param name="solved">Receives the inverse times that.</param>
    public static void Solve(ReadOnlySpan<float> guide, int plane, int centre, int width, double epsilon, Span<double> centred, Span<double> solved)
    {
        for (int c = 0; c < 3; c++)
        {
            double mean = 0;
            for (int i = 0; i < 9; i++) mean += centred[(3 * i) + c] = guide[(c * plane) + centre + (((i / 3) - 1) * width) + (i % 3) - 1];
            for (int i = 0; i < 9; i++) centred[(3 * i) + c] -= mean / 9;
        }

        double rr = epsilon / 9, gg = rr, bb = rr, rg = 0, rb = 0, gb = 0;
        for (int i = 0; i < 27; i += 3)
        {
            double r = centred[i], g = centred[i + 1], b = centred[i + 2];
            rr += r * r / 9;
            rg += r * g / 9;
            rb += r * b / 9;
            gg += g * g / 9;
            gb += g * b / 9;
            bb += b * b / 9;
        }

        // L D Lᵀ of a positive definite matrix: no pivots, and no cancelling cofactors when the colours lie on a line.
        double l21 = rg / rr, l31 = rb / rr, d2 = gg - (l21 * rg), l32 = (gb - (l31 * rg)) / d2, d3 = bb - (l31 * rb) - (l32 * l32 * d2);
        for (int i = 0; i < 27; i += 3)
        {
            double y1 = centred[i], y2 = centred[i + 1] - (l21 * y1), y3 = centred[i + 2] - (l31 * y1) - (l32 * y2);
            double x3 = y3 / d3, x2 = (y2 / d2) - (l32 * x3);
            solved[i] = (y1 / rr) - (l21 * x2) - (l31 * x3);
            solved[i + 1] = x2;
            solved[i + 2] = x3;
        }
    }
}

namespace OnnxStyle.Imaging;

/// <summary>
/// For each pixel, the affine function of a guide's colour that is nearest to a picture in the square around it: least squares with a ridge on the slopes and
/// none on the constant. In double until the coefficients are rounded.
/// </summary>
/// <param name="guide">The picture whose colours the functions take.</param>
/// <param name="picture">The picture they predict, of the same size.</param>
/// <param name="radius">Squares have 2 * radius + 1 pixels a side and are clipped at the borders.</param>
/// <param name="ridge">Added to the three variances of the guide's colours in a square of the given number of pixels. Above 0.</param>
internal sealed class ColorModels(Image guide, Image picture, int radius, Func<double, double> ridge)
{
    /// <summary>Coefficients a pixel: of each output channel its slopes for red, green and blue, and its constant.</summary>
    public const int Count = 12;

    // Sums a pixel: the guide (3), the picture (3), products of guide and guide (rr rg rb gg gb bb), of picture and guide (9).
    private const int Moments = 21;

    /// <summary>Fits the functions of a rectangle of pixels.</summary>
    /// <param name="area">The rectangle, inside of the picture.</param>
    /// <param name="coefficients">Receives [rows, columns, 12].</param>
    public void Fit((int Left, int Top, int Right, int Bottom) area, Span<float> coefficients)
    {
        float[] row = new float[(area.Right - area.Left) * Count];
        BoxSums sums = new((guide.Width, guide.Height), area.Left, area.Right, radius, Moments, Read);
        for (int y = area.Top; y < area.Bottom; y++)
        {
            sums.Row(y, (x, pixels, square) => Solve(square, pixels, ridge(pixels), row.AsSpan((x - area.Left) * Count, Count)));
            row.CopyTo(coefficients[((y - area.Top) * row.Length)..]);
        }
    }

    private void Read(int y, int firstColumn, Span<double> values)
    {
        int plane = guide.PixelCount, at = (y * guide.Width) + firstColumn;
        ReadOnlySpan<float> i = guide.Planar, p = picture.Planar;
        for (int k = 0; k < values.Length; k += Moments, at++)
        {
            double r = i[at], g = i[at + plane], b = i[at + (2 * plane)];
            Span<double> v = values.Slice(k, Moments);
            (v[0], v[1], v[2]) = (r, g, b);
            (v[6], v[7], v[8], v[9], v[10], v[11]) = (r * r, r * g, r * b, g * g, g * b, b * b);
            for (int c = 0; c < 3; c++)
            {
                double value = p[at + (c * plane)];
                v[3 + c] = value;
                (v[12 + (3 * c)], v[13 + (3 * c)], v[14 + (3 * c)]) = (value * r, value * g, value * b);
            }
        }
    }

    // Slopes (Sigma + ridge Id)⁻¹ cov(I, p) by L D Lᵀ. Sigma is positive semidefinite and the ridge far above its rounding, so no window is degenerate: where the guide
    // is flat the slopes go to 0 and the constant to the picture's mean.
    private static void Solve(ReadOnlySpan<double> sums, double pixels, double ridge, Span<float> model)
    {
        double r = sums[0] / pixels, g = sums[1] / pixels, b = sums[2] / pixels;
        double rr = (sums[6] / pixels) - (r * r) + ridge, rg = (sums[7] / pixels) - (r * g), rb = (sums[8] / pixels) - (r * b);
        double gg = (sums[9] / pixels) - (g * g) + ridge, gb = (sums[10] / pixels) - (g * b), bb = (sums[11] / pixels) - (b * b) + ridge;
        double l21 = rg / rr, l31 = rb / rr, d2 = gg - (l21 * rg), l32 = (gb - (l31 * rg)) / d2, d3 = bb - (l31 * rb) - (l32 * l32 * d2);
        for (int c = 0; c < 3; c++)
        {
            double mean = sums[3 + c] / pixels;
            double y1 = (sums[12 + (3 * c)] / pixels) - (mean * r);
            double y2 = (sums[13 + (3 * c)] / pixels) - (mean * g) - (l21 * y1);
            double y3 = (sums[14 + (3 * c)] / pixels) - (mean * b) - (l31 * y1) - (l32 * y2);
            double x3 = y3 / d3, x2 = (y2 / d2) - (l32 * x3), x1 = (y1 / rr) - (l21 * x2) - (l31 * x3);
            Span<float> line = model.Slice(4 * c, 4);
            (line[0], line[1], line[2], line[3]) = ((float)x1, (float)x2, (float)x3, (float)(mean - (x1 * r) - (x2 * g) - (x3 * b)));
        }
    }
}

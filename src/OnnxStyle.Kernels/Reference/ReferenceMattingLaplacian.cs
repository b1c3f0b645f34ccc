namespace OnnxStyle.Kernels.Reference;

/// <summary>
/// L p window by window, from the guide itself: in every window the affine function of colour that is nearest to p is taken away, and what is left
/// is added up (He, Sun, Tang 2010, section 3).
/// </summary>
internal sealed class ReferenceMattingLaplacian(ReadOnlySpan<float> guide, int height, int width, double epsilon)
    : MattingLaplacian(guide, height, width, epsilon)
{
    private readonly float[] guide = guide.ToArray();

    public override long Bytes => (long)guide.Length * sizeof(float);

    protected override void RunMultiply(ReadOnlySpan<float> p, int channels, Span<float> product)
    {
        for (int c = 0; c < channels; c++)
        {
            double[] sums = Product(p.Slice(c * Height * Width, Height * Width));
            for (int i = 0; i < sums.Length; i++) product[(c * sums.Length) + i] = (float)sums[i];
        }
    }

    protected override void RunEnergy(ReadOnlySpan<float> p, int channels, Span<double> energies)
    {
        for (int c = 0; c < channels; c++)
        {
            ReadOnlySpan<float> values = p.Slice(c * Height * Width, Height * Width);
            double[] product = Product(values);
            energies[c] = 0;
            for (int i = 0; i < product.Length; i++) energies[c] += product[i] * values[i];
        }
    }

    private double[] Product(ReadOnlySpan<float> p)
    {
        double[] product = new double[p.Length];
        Span<double> centred = stackalloc double[27], solved = stackalloc double[27];
        for (int centre = Width + 1; centre < p.Length - Width - 1; centre++)
        {
            if (centre % Width == 0 || centre % Width == Width - 1) continue;
            MattingWindow.Solve(guide, p.Length, centre, Width, Epsilon, centred, solved);
            double mean = 0, r = 0, g = 0, b = 0;
            for (int i = 0; i < 9; i++) mean += p[Pixel(centre, i)] / 9.0;
            for (int i = 0; i < 9; i++)
            {
                double rest = (p[Pixel(centre, i)] - mean) / 9;
                (r, g, b) = (r + (solved[3 * i] * rest), g + (solved[(3 * i) + 1] * rest), b + (solved[(3 * i) + 2] * rest));
            }

            for (int i = 0; i < 9; i++)
            {
                product[Pixel(centre, i)] += p[Pixel(centre, i)] - mean - (r * centred[3 * i]) - (g * centred[(3 * i) + 1]) - (b * centred[(3 * i) + 2]);
            }
        }

        return product;
    }

    private int Pixel(int centre, int i) => centre + (((i / 3) - 1) * Width) + (i % 3) - 1;
}

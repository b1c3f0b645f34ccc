namespace OnnxStyle.Kernels.Checks;

/// <summary>The cases of <see cref="MattingLaplacian"/>: product and energy.</summary>
internal static class MattingCases
{
    public static IEnumerable<KernelCase> All()
    {
        yield return Case("one pixel", 1, 1, 1);
        yield return Case("too narrow for a window", 2, 9, 3);
        yield return Case("too low for a window", 9, 2, 1);
        yield return Case("one window", 3, 3, 3);
        yield return Case("four windows", 4, 4, 2);
        yield return Case("primes", 7, 13, 1);
        yield return Case("higher than wide", 131, 5, 3);
        yield return Case("wider than high", 5, 131, 3);
        yield return Case("one over a tile", 33, 65, 3);
        yield return Case("one over a strip", 33, 1025, 3);
        yield return Case("strips that meet within whole vectors", 5, 2064, 4);
        yield return Case("five channels", 35, 67, 5);
        yield return Case("large epsilon", 19, 23, 3, epsilon: 1);
        yield return Case("flat", 21, 37, 3, guide: (_, _, _) => 0.7f);
        yield return Case("grey ramp", 21, 37, 3, guide: (_, y, x) => ((3 * y) + x) / 255f);
        yield return Case("flat sky over a dark roof", 24, 40, 3, guide: (c, y, x) => y + (x / 4) < 16 ? 0.6f + (0.1f * c) : 0.05f);
        yield return Case("sky with noise of 16 bits", 24, 40, 3, guide: (c, y, x) => 0.6f + (0.1f * c) + ((((x * 7) + (y * 13) + (c * 5)) % 11) / 65535f));
        yield return Case("constant p", 17, 31, 2, p: (_, _) => 0.3f);
        yield return Case("p affine in the guide", 17, 31, 1, p: (_, i) => 0.25f + (0.5f * i));
    }

    private static KernelCase Case(string name, int height, int width, int channels, double epsilon = MattingLaplacian.DefaultEpsilon,
        Func<int, int, int, float>? guide = null, Func<int, float, float>? p = null) => new("matting", $"{name} [{channels}, {height}, {width}]", set =>
        {
            float[] picture = CaseValues.Uniform(height + width, 3 * height * width, 0), values = CaseValues.Uniform(channels, channels * height * width, 0);
            for (int i = 0; i < picture.Length && guide is not null; i++) picture[i] = guide(i / (height * width), i / width % height, i % width);
            for (int i = 0; i < values.Length && p is not null; i++) values[i] = p(i, picture[i]);
            float[] expected = new float[values.Length];
            double[] energies = new double[channels];
            using KernelSet reference = KernelSet.Reference();
            using MattingLaplacian defined = reference.MattingLaplacian(picture, height, width, epsilon);
            defined.Multiply(values, channels, expected);
            defined.Energy(values, channels, energies);

            FencedBuffer<float> first = new(values.Length), second = new(values.Length);
            FencedBuffer<double> energy = new(channels), again = new(channels);
            using MattingLaplacian laplacian = set.MattingLaplacian(picture, height, width, epsilon);
            laplacian.Multiply(values, channels, first.Span);
            laplacian.Multiply(values, channels, second.Span);
            laplacian.Energy(values, channels, energy.Span);
            laplacian.Energy(values, channels, again.Span);
            string? problem = CaseValues.Problem(first, second) ?? CaseValues.Problem(energy, again);

            double error = 0, largest = values.Max(MathF.Abs);
            for (int i = 0; i < expected.Length; i++) error = Math.Max(error, Math.Abs((double)first.Span[i] - expected[i]) / largest);
            for (int c = 0; c < channels && problem is null; c++)
            {
                double size = values.Skip(c * height * width).Take(height * width).Sum(v => (double)v * v), off = Math.Abs(energy.Span[c] - energies[c]) / size;
                if (!(off <= KernelTolerance.MattingEnergy)) problem = $"the energy of channel {c} is off by {off:E1} of pᵀp, more than {KernelTolerance.MattingEnergy:E0}";
            }

            return new KernelCheck(error, KernelTolerance.MattingProduct, problem);
        });
}

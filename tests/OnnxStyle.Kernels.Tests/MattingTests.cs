namespace OnnxStyle.Kernels.Tests;

/// <summary>What makes a matting Laplacian one, on the definition and on the processor.</summary>
public sealed class MattingTests
{
    private const double Epsilon = MattingLaplacian.DefaultEpsilon;

    public static TheoryData<string> Sets => ["reference", "processor"];

    [Fact]
    public void The_sparse_matrix_is_the_dense_construction_of_the_paper()
    {
        const int Height = 9, Width = 12;
        float[] guide = Values(1, 3 * Height * Width);
        SparseMatrix sparse = SparseMatrix.OfMattingLaplacian(guide, Height, Width);
        double[,] dense = Dense(guide, Height, Width, Epsilon);
        double[,] found = new double[sparse.Size, sparse.Size];
        for (int row = 0; row < sparse.Size; row++)
        {
            Assert.True(sparse.RowStarts[row + 1] - sparse.RowStarts[row] <= 25);
            for (long k = sparse.RowStarts[row]; k < sparse.RowStarts[row + 1]; k++)
            {
                Assert.True(k == sparse.RowStarts[row] || sparse.Columns[(int)k - 1] < sparse.Columns[(int)k], "columns ascend");
                found[row, sparse.Columns[(int)k]] = sparse.Values[(int)k];
            }
        }

        double worst = 0;
        for (int i = 0; i < sparse.Size; i++)
        {
            for (int j = 0; j < sparse.Size; j++) worst = Math.Max(worst, Math.Abs(found[i, j] - dense[i, j]));
        }

        Assert.True(worst <= 1e-10, $"off by {worst:E1}");
    }

    [Fact]
    public void A_constant_patch_has_the_numbers_that_one_can_work_out_by_hand()
    {
        const int Side = 7;
        float[] guide = new float[3 * Side * Side];
        Array.Fill(guide, 0.25f);
        SparseMatrix sparse = SparseMatrix.OfMattingLaplacian(guide, Side, Side);
        int middle = (Side * Side) / 2;
        for (long k = sparse.RowStarts[middle]; k < sparse.RowStarts[middle + 1]; k++)
        {
            if (sparse.Columns[(int)k] == middle) Assert.Equal(8, sparse.Values[(int)k], 12);
            if (sparse.Columns[(int)k] == middle + 1) Assert.Equal(-2 / 3.0, sparse.Values[(int)k], 12);
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Constants_are_annihilated(string name)
    {
        using KernelSet set = Open(name);
        using MattingLaplacian laplacian = set.MattingLaplacian(Values(2, 3 * 21 * 140), 21, 140);
        float[] p = new float[21 * 140], product = new float[21 * 140];
        Array.Fill(p, 0.3f);
        laplacian.Multiply(p, 1, product);
        Assert.All(product, value => Assert.Equal(0, value, 6));
        double[] energy = [1];
        laplacian.Energy(p, 1, energy);
        Assert.Equal(0, energy[0], 6);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void The_product_is_symmetric_and_the_energy_is_its_quadratic_form(string name)
    {
        const int Height = 19, Width = 37;
        using KernelSet set = Open(name);
        using MattingLaplacian laplacian = set.MattingLaplacian(Values(3, 3 * Height * Width), Height, Width);
        float[] a = Values(4, Height * Width), b = Values(5, Height * Width), la = new float[a.Length], lb = new float[a.Length];
        laplacian.Multiply(a, 1, la);
        laplacian.Multiply(b, 1, lb);
        double[] energy = [0];
        laplacian.Energy(a, 1, energy);

        // Float32 products of size 1, some hundreds of them: 1e-6 of their number.
        double tolerance = 1e-6 * a.Length;
        Assert.Equal(Dot(b, la), Dot(a, lb), tolerance);
        Assert.Equal(Dot(a, la), energy[0], tolerance);
        Assert.True(energy[0] >= 0);
    }

    [Fact]
    public void Twice_the_product_is_the_gradient_of_the_energy()
    {
        const int Height = 9, Width = 12;
        const double Step = 1e-3;
        double[,] dense = Dense(Values(6, 3 * Height * Width), Height, Width, Epsilon);
        float[] p = Values(7, Height * Width), product = new float[p.Length];
        using KernelSet set = KernelSet.Reference();
        using MattingLaplacian laplacian = set.MattingLaplacian(Values(6, 3 * Height * Width), Height, Width);
        laplacian.Multiply(p, 1, product);
        double[] q = [.. p.Select(value => (double)value)];
        for (int i = 0; i < q.Length; i += 7)
        {
            // A quadratic form: the central difference has no error of its own but rounding.
            q[i] += Step;
            double above = Quadratic(dense, q);
            q[i] -= 2 * Step;
            double below = Quadratic(dense, q);
            q[i] += Step;
            Assert.Equal((above - below) / (2 * Step), 2 * product[i], 1e-6);
        }
    }

    [Theory]
    [InlineData(0.0f)]
    [InlineData(1 / 255f)]
    [InlineData(1 / 65535f)]
    public void A_flat_sky_costs_no_digits_in_float(float noise)
    {
        const int Height = 30, Width = 150;
        float[] guide = Values(8, 3 * Height * Width);
        for (int i = 0; i < guide.Length; i++) guide[i] = 0.55f + (0.1f * (i / (Height * Width))) + (noise * guide[i]);
        float[] p = Values(9, Height * Width), expected = new float[p.Length], product = new float[p.Length];
        using KernelSet reference = KernelSet.Reference(), processor = KernelSet.Processor(2);
        using MattingLaplacian defined = reference.MattingLaplacian(guide, Height, Width), laplacian = processor.MattingLaplacian(guide, Height, Width);
        defined.Multiply(p, 1, expected);
        laplacian.Multiply(p, 1, product);
        Assert.All(expected.Zip(product), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void A_million_pixels_take_at_most_80_megabytes()
    {
        using KernelSet set = KernelSet.Processor(2);
        using MattingLaplacian laplacian = set.MattingLaplacian(Values(10, 3 * 1000 * 1000), 1000, 1000);
        Assert.InRange(laplacian.Bytes, 1, 80_000_000);
    }

    private static KernelSet Open(string name) => name == "reference" ? KernelSet.Reference() : KernelSet.Processor(2);

    private static float[] Values(int seed, int count)
    {
        Random random = new(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = random.NextSingle();
        return values;
    }

    private static double Dot(float[] a, float[] b) => a.Zip(b).Sum(pair => (double)pair.First * pair.Second);

    private static double Quadratic(double[,] matrix, double[] p)
    {
        double sum = 0;
        for (int i = 0; i < p.Length; i++)
        {
            for (int j = 0; j < p.Length; j++) sum += p[i] * matrix[i, j] * p[j];
        }

        return sum;
    }

    /// <summary>Equation 12 of Levin, Lischinski, Weiss 2008, window by window and pair by pair, with the inverse from cofactors.</summary>
    private static double[,] Dense(float[] guide, int height, int width, double epsilon)
    {
        int plane = height * width;
        double[,] result = new double[plane, plane];
        for (int y = 1; y < height - 1; y++)
        {
            for (int x = 1; x < width - 1; x++)
            {
                int[] pixels = [.. Enumerable.Range(0, 9).Select(k => ((y + (k / 3) - 1) * width) + x + (k % 3) - 1)];
                double[] mean = [.. Enumerable.Range(0, 3).Select(c => pixels.Average(i => (double)guide[(c * plane) + i]))];
                double[,] s = new double[3, 3], inverse = new double[3, 3];
                for (int a = 0; a < 3; a++)
                {
                    for (int b = 0; b < 3; b++)
                        s[a, b] = pixels.Average(i => (guide[(a * plane) + i] - mean[a]) * (guide[(b * plane) + i] - mean[b])) + (a == b ? epsilon / 9 : 0);
                }

                double determinant = 0;
                for (int a = 0; a < 3; a++)
                {
                    for (int b = 0; b < 3; b++)
                        inverse[b, a] = (s[(a + 1) % 3, (b + 1) % 3] * s[(a + 2) % 3, (b + 2) % 3]) - (s[(a + 1) % 3, (b + 2) % 3] * s[(a + 2) % 3, (b + 1) % 3]);
                    determinant += s[0, a] * ((s[1, (a + 1) % 3] * s[2, (a + 2) % 3]) - (s[1, (a + 2) % 3] * s[2, (a + 1) % 3]));
                }

                foreach (int i in pixels)
                {
                    foreach (int j in pixels)
                    {
                        double sum = 1;
                        for (int a = 0; a < 3; a++)
                        {
                            for (int b = 0; b < 3; b++) sum += (guide[(a * plane) + i] - mean[a]) * inverse[a, b] / determinant * (guide[(b * plane) + j] - mean[b]);
                        }

                        result[i, j] += (i == j ? 1 : 0) - (sum / 9);
                    }
                }
            }
        }

        return result;
    }
}

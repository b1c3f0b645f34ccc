using System.Globalization;

namespace OnnxStyle.Kernels.Tests;

/// <summary>Where the energy lies, and the matrix as text.</summary>
public sealed class MattingMapTests
{
    [Theory]
    [InlineData(1, 1, 1e-7)]
    [InlineData(2, 9, 1e-7)]
    [InlineData(3, 3, 1e-7)]
    [InlineData(13, 19, 1e-7)]
    [InlineData(37, 6, 1e-3)]
    public void Energies_of_windows_add_up_to_the_energy(int height, int width, double epsilon)
    {
        float[] guide = Values(1, 3 * height * width), p = Values(2, 3 * height * width);
        using KernelSet set = KernelSet.Reference();
        using MattingLaplacian laplacian = set.MattingLaplacian(guide, height, width, epsilon);
        double[] energies = new double[3];
        laplacian.Energy(p, 3, energies);
        double[] map = MattingMap.Energies(guide, p, 3, height, width, epsilon);
        Assert.Equal(energies.Sum(), map.Sum(), 1e-9 * (1 + energies.Sum()));
        Assert.All(map, energy => Assert.True(energy >= 0));
        for (int i = 0; i < map.Length; i++)
            if (i / width == 0 || i / width == height - 1 || i % width == 0 || i % width == width - 1) Assert.Equal(0, map[i]);
    }

    /// <summary>The exact function of the colours is a candidate of the minimum, and costs eps |a|² a window.</summary>
    [Theory]
    [InlineData(1e-7)]
    [InlineData(1e-5)]
    [InlineData(1e-3)]
    public void An_affine_map_of_the_guide_costs_the_ridge_on_its_slopes_and_no_more(double epsilon)
    {
        const int Side = 14;
        float[] guide = Values(3, 3 * Side * Side), p = new float[Side * Side];
        for (int i = 0; i < p.Length; i++) p[i] = 0.1f + (0.7f * guide[i]) - (0.4f * guide[p.Length + i]) + (0.2f * guide[(2 * p.Length) + i]);
        double bound = epsilon * ((0.7 * 0.7) + (0.4 * 0.4) + (0.2 * 0.2)) * (Side - 2) * (Side - 2);
        using KernelSet reference = KernelSet.Reference(), processor = KernelSet.Processor(2);
        using MattingLaplacian defined = reference.MattingLaplacian(guide, Side, Side, epsilon), laplacian = processor.MattingLaplacian(guide, Side, Side, epsilon);
        double[] energy = [0];
        defined.Energy(p, 1, energy);
        Assert.InRange(energy[0], 0.97 * bound, bound); // three percent: the ridge also takes from the slopes, eps / 9 of a variance of 0.08
        Assert.Equal(energy[0], MattingMap.Energies(guide, p, 1, Side, Side, epsilon).Sum(), 1e-9);
        laplacian.Energy(p, 1, energy);
        Assert.InRange(energy[0], -1e-6 * p.Length, bound + (1e-6 * p.Length)); // float32
        defined.Energy(Values(4, p.Length), 1, energy);
        Assert.True(energy[0] > 10, "noise costs thousands of times as much");
    }

    [Fact]
    public void The_map_shows_the_place()
    {
        const int Height = 15, Width = 20;
        float[] guide = Values(5, 3 * Height * Width), p = guide.ToArray();
        p[(7 * Width) + 11] += 0.5f;
        double[] map = MattingMap.Energies(guide, p, 3, Height, Width);
        for (int i = 0; i < map.Length; i++)
        {
            bool near = Math.Abs((i / Width) - 7) <= 1 && Math.Abs((i % Width) - 11) <= 1;
            Assert.InRange(map[i], near ? 1e-4 : 0, near ? 0.25 : 1e-6);
        }
    }

    [Theory]
    [InlineData(2, 5)]
    [InlineData(9, 12)]
    public void The_diagonal_is_that_of_the_matrix(int height, int width)
    {
        float[] guide = Values(6, 3 * height * width);
        SparseMatrix matrix = SparseMatrix.OfMattingLaplacian(guide, height, width);
        double[] diagonal = MattingMap.Diagonal(guide, height, width);
        for (int row = 0; row < matrix.Size; row++)
        {
            double expected = 0;
            for (long k = matrix.RowStarts[row]; k < matrix.RowStarts[row + 1]; k++)
                if (matrix.Columns[(int)k] == row) expected = matrix.Values[(int)k];
            Assert.Equal(expected, diagonal[row], 1e-10);
        }
    }

    [Fact]
    public void Matrix_Market_text_holds_every_digit_of_the_lower_triangle()
    {
        const int Height = 5, Width = 7;
        SparseMatrix matrix = SparseMatrix.OfMattingLaplacian(Values(7, 3 * Height * Width), Height, Width);
        using StringWriter writer = new();
        long entries = MatrixMarket.WriteSymmetric(matrix, "a remark", writer, TestContext.Current.CancellationToken);
        string[] lines = writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["%%MatrixMarket matrix coordinate real symmetric", "% a remark", $"35 35 {entries}"], lines[..3]);
        Assert.Equal(entries, lines.Length - 3);
        double[,] found = new double[35, 35];
        foreach (string[] words in lines[3..].Select(line => line.Split(' ')))
        {
            (int row, int column) = (int.Parse(words[0], CultureInfo.InvariantCulture) - 1, int.Parse(words[1], CultureInfo.InvariantCulture) - 1);
            Assert.True(column <= row);
            found[row, column] = found[column, row] = double.Parse(words[2], CultureInfo.InvariantCulture);
        }

        for (int row = 0; row < 35; row++)
            for (long k = matrix.RowStarts[row]; k < matrix.RowStarts[row + 1]; k++) Assert.Equal(matrix.Values[(int)k], found[row, matrix.Columns[(int)k]], 1e-15); // the mirror was summed in another order
    }

    private static float[] Values(int seed, int count)
    {
        Random random = new(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = random.NextSingle();
        return values;
    }
}

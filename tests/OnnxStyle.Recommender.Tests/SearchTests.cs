using System.Globalization;
using System.Text;

namespace OnnxStyle.Recommender.Tests;

/// <summary>The search through all rows against the definition.</summary>
public sealed class SearchTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("onnxstyle-search").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 15)]
    [InlineData(9, 16)]
    [InlineData(5, 17)]
    [InlineData(23, 64)]
    [InlineData(3, 100)]
    [InlineData(6, 960)]
    public void Distances_are_those_of_row_by_row_to_the_last_bit_and_of_double_nearly(int rows, int size)
    {
        Random random = new(rows + size);
        float[] matrix = [.. Enumerable.Range(0, rows * size).Select(_ => (float)(random.NextDouble() - 0.5))];
        Vectors.NormalizeRows(matrix, size);
        if (rows > 2) matrix.AsSpan(size, size).Clear();
        float[] query = matrix[^size..];
        double[] distances = new double[rows];
        Vectors.Distances(matrix, query, distances);
        for (int row = 0; row < rows; row++)
        {
            float[] other = matrix[(row * size)..((row + 1) * size)];
            Assert.Equal(Math.Clamp(1.0 - Vectors.Dot(query, other), 0, 2), distances[row]);
            Assert.Equal(1 - query.Zip(other, (a, b) => (double)a * b).Sum(), distances[row], 1e-6); // sums of 960 in single precision
        }

        if (rows > 2) Assert.Equal(1, distances[1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void The_search_finds_what_sorting_all_finds(int top)
    {
        // More rows than one block, on several cores, with many equal distances across blocks.
        using ArtIndex index = Make(2500);
        foreach (QueryOptions options in new QueryOptions[]
        {
            new() { Top = top }, new() { Top = top, Metadata = true }, new() { Top = top, Text = TextMethod.Doc2Vec, Scale = DistanceScale.Typical, Metadata = true },
        })
        {
            foreach (int row in new[] { 0, 1023, 1024, 2499 })
            {
                double[] distances = index.DistancesFrom(row, options, index.Weigh(options));
                int[] expected = [.. Enumerable.Range(0, index.Count).Where(other => other != row).OrderBy(other => distances[other]).ThenBy(other => other).Take(top)];
                IReadOnlyList<Recommendation> found = index.Query(index.Work(row).Id, options);
                Assert.Equal(expected, found.Select(item => item.Work.Row));
                Assert.Equal(expected.Select(other => distances[other]), found.Select(item => item.Distance));
                Assert.All(found.Take(20), item => Assert.Equal(item.Distance, item.Parts.Sum(part => part.Weight * part.Distance) * item.MetadataWeight, 1e-12));
            }
        }
    }

    [Fact]
    public void The_nearest_are_kept_in_whatever_order_they_come()
    {
        Random random = new(11);
        double[] distances = [.. Enumerable.Range(0, 300).Select(_ => random.Next(20) / 10.0)];
        (double, int)[] expected = [.. distances.Select((distance, row) => (distance, row)).Where(item => item.row != 4).Order().Take(37)];
        Nearest forward = new(37), low = new(37), high = new(37);
        forward.Offer(0, distances, 4);
        low.Offer(0, distances.AsSpan(0, 111), 4);
        high.Offer(111, distances.AsSpan(111), 4);
        high.Offer(low);
        Assert.Equal(expected, forward.Take());
        Assert.Equal(expected, high.Take());
        Assert.Equal(expected.Select(item => item.Item2), Nearest.Of(distances, 37, 4));
    }

    private ArtIndex Make(int works)
    {
        Random random = new(3);
        StringBuilder text = new("id,style,year,text\n");
        for (int i = 0; i < works; i++) text.Append(CultureInfo.InvariantCulture, $"w{i},s{random.Next(3)},{random.Next(4)},word{random.Next(9)} other{random.Next(9)}\n");
        string path = Path.Combine(folder, "i");
        ArtIndexBuilder.Build(Catalogue.Read(Encoding.ASCII.GetBytes(text.ToString()), "works.csv"), path, new IndexOptions { Doc2Vec = new Doc2VecOptions { Size = 16, Epochs = 1 } });
        return ArtIndex.Open(path);
    }
}

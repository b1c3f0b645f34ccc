using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging.Tests;

public sealed class EdgeTests
{
    private static readonly EdgeOptions Plain = new() { Sigma = 0, Threshold = EdgeThreshold.Value, Low = 60, High = 150, MinimumLength = 1 };

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.4)]
    [InlineData(3.0)]
    public void A_step_is_one_straight_line_on_its_left_or_upper_side(double sigma)
    {
        const int Width = 41, Height = 23, Step = 17;
        EdgeOptions options = Plain with { Sigma = sigma, Low = 20, High = 40 };
        Mask across = EdgeMap.Of(Draw(Width, Height, (x, _) => x < Step ? 0.2 : 0.8), options);
        Mask down = EdgeMap.Of(Draw(Height, Width, (_, y) => y < Step ? 0.2 : 0.8), options);
        for (int y = 0; y < Height; y++)
            for (int x = 0; x < Width; x++)
            {
                Assert.Equal(x == Step - 1 ? 1 : 0, across.Values[(y * Width) + x]);
                Assert.Equal(x == Step - 1 ? 1 : 0, down.Values[(x * Height) + y]);
            }
    }

    [Theory]
    [InlineData(61, 30.0, 30.0, 17.3)]
    [InlineData(80, 37.4, 41.9, 25.0)]
    [InlineData(48, 23.5, 23.5, 8.5)]
    public void A_disc_has_one_closed_thin_circle_at_its_radius(int side, double centreX, double centreY, double radius)
    {
        Image disc = Draw(side, side, (x, y) => 1 / (1 + Math.Exp(2 * (Math.Sqrt(Square(x - centreX) + Square(y - centreY)) - radius))));
        Mask edges = EdgeMap.Of(disc, new EdgeOptions());
        (int X, int Y)[] pixels = Pixels(edges);
        Assert.All(pixels, p => Assert.InRange(Math.Sqrt(Square(p.X - centreX) + Square(p.Y - centreY)) - radius, -1.0, 1.0)); // a pixel is one wide
        Assert.Equal(1, Components(edges));
        AssertThin(edges);
        Assert.All(Enumerable.Range(0, 72), k => Assert.Contains(pixels, p => Math.Abs(Angle(p, centreX, centreY) - (k * 5)) is < 5 or > 355));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.37)]
    [InlineData(-0.8)]
    [InlineData(2.3)]
    [InlineData(-7.0)]
    public void A_slanted_edge_is_connected_one_pixel_wide_and_within_a_pixel_of_the_truth(double slope)
    {
        const int Width = 57, Height = 49;
        double length = Math.Sqrt(1 + (slope * slope));
        double Distance(double x, double y) => (y - 24.2 - (slope * (x - 28.1))) / length;
        Mask edges = EdgeMap.Of(Draw(Width, Height, (x, y) => Math.Clamp(0.5 + Distance(x, y), 0.1, 0.9)), new EdgeOptions());
        Assert.All(Pixels(edges), p => Assert.InRange(Distance(p.X, p.Y), -1.0, 1.0));
        Assert.Equal(1, Components(edges));
        AssertThin(edges);
        bool steep = Math.Abs(slope) > 1;
        foreach (IGrouping<int, (int X, int Y)> line in Pixels(edges).GroupBy(p => steep ? p.Y : p.X))
            Assert.True(line.Count() <= 1 + Math.Ceiling(steep ? 1 / Math.Abs(slope) : Math.Abs(slope)), $"{line.Count()} pixels in line {line.Key}");
        Assert.True(Pixels(edges).Select(p => steep ? p.Y : p.X).Distinct().Count() >= 0.8 * (steep ? Height : Math.Min(Width, Height / Math.Abs(slope))) - 4);
    }

    [Fact]
    public void An_empty_wall_has_no_edges_even_with_a_little_noise()
    {
        Random random = new(3);
        Image wall = Draw(64, 48, (_, _) => 0.5 + (0.004 * random.NextDouble()));
        Assert.Empty(Pixels(EdgeMap.Of(wall)));
        Assert.NotEmpty(Pixels(EdgeMap.Of(wall, new EdgeOptions { Floor = 0, MinimumLength = 1 }))); // the floor it was
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(6, 0)]
    public void Components_shorter_than_the_minimum_are_noise(int minimum, int expected)
    {
        // A bar of one pixel's height and five pixels' length above a line of its own.
        Image bar = Draw(30, 30, (x, y) => y == 12 && x is >= 10 and < 15 ? 0 : 1);
        EdgeOptions options = Plain with { Low = 700, High = 900 };
        Mask all = EdgeMap.Of(bar, options);
        int longest = Pixels(all).Length / Components(all);
        Assert.Equal(5, longest); // above and below the bar
        Assert.Equal(expected * Components(all), Pixels(EdgeMap.Of(bar, options with { MinimumLength = minimum })).Length);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 9)]
    [InlineData(2, 2)]
    [InlineData(7, 3)]
    public void The_smallest_pictures_work(int width, int height)
    {
        Mask edges = EdgeMap.Of(Pictures.Noise(width, height, 1), new EdgeOptions { MinimumLength = 1 });
        Assert.Equal((width, height), (edges.Width, edges.Height));
    }

    [Theory]
    [InlineData(0.0, EdgeThreshold.Value, 100, 300, 1, 31, 27)]
    [InlineData(0.8, EdgeThreshold.Value, 60, 120, 3, 40, 17)]
    [InlineData(1.4, EdgeThreshold.Percentile, 70, 90, 5, 33, 38)]
    [InlineData(2.2, EdgeThreshold.Percentile, 50, 95, 1, 9, 44)]
    public void The_fast_way_equals_the_slow_one_on_noise(double sigma, EdgeThreshold threshold, double low, double high, int minimum, int width, int height)
    {
        EdgeOptions options = new() { Sigma = sigma, Threshold = threshold, Low = low, High = high, MinimumLength = minimum };
        for (int seed = 1; seed <= 4; seed++)
        {
            Image noise = Pictures.Noise(width, height, seed);
            float[] fast = EdgeMap.Of(noise, options).Values, slow = SlowEdges.Of(noise, options);
            Assert.Equal(slow, fast);
            Assert.Contains(1f, fast);
            Assert.NotEqual(SlowEdges.Of(noise, options, diagonals: false), fast); // a wrong definition is seen
        }
    }

    [Theory]
    [InlineData("harbour")]
    [InlineData("brushwork")]
    [InlineData("drawn")]
    public void Without_smoothing_the_edges_are_those_of_OpenCV_to_the_pixel(string name)
    {
        Mask expected = Reference(name, "plain"), found = EdgeMap.Of(Grey(name), Plain);
        Assert.True(expected.Coverage > 0.005);
        Assert.Equal(expected.Values, found.Values);
    }

    // OpenCV rounds the smoothed picture to whole levels, we to 1/256 of one.
    [Theory]
    [InlineData("harbour", 0.93)]
    [InlineData("brushwork", 0.93)]
    [InlineData("drawn", 0.93)]
    public void After_smoothing_nearly_all_edges_are_within_a_pixel_of_those_of_OpenCV(string name, double share)
    {
        Mask expected = Reference(name, "smooth"), found = EdgeMap.Of(Grey(name), Plain with { Sigma = 1.4, Low = 20, High = 50 });
        double recall = Covered(expected, found.Grow(1)), precision = Covered(found, expected.Grow(1));
        Assert.True(recall > share && precision > share, $"{name}: {recall:P1} of OpenCV's edges found, {precision:P1} of those found are OpenCV's");
    }

    [Fact]
    public void Lines_are_drawn_dark_where_edges_are()
    {
        Image grey = Image.Filled(12, 9, 0.5f, 0.6f, 0.7f);
        Mask edges = new(12, 9, new float[108]);
        edges.Values[40] = 1;
        Assert.Equal((1, 0), (EdgeDrawing.OnBlack(edges).Planar[40], EdgeDrawing.OnBlack(edges).Planar[41]));
        Assert.Equal((0, 1), (EdgeDrawing.OnWhite(edges).Planar[40], EdgeDrawing.OnWhite(edges).Planar[41]));
        Image over = EdgeDrawing.Over(grey, edges, 0.75f);
        Assert.Equal((0.125f, 0.5f), (over.Planar[40], over.Planar[41]));
        Assert.Throws<ShapeException>(() => EdgeDrawing.Over(grey, new Mask(9, 12, new float[108])));
    }

    [Fact]
    public void Wrong_options_are_listed_together()
    {
        OptionsException error = Assert.Throws<OptionsException>(() => EdgeMap.Of(new Image(8, 8), new EdgeOptions { Sigma = -1, Low = 95, High = 120, MinimumLength = 0, Floor = double.NaN }));
        Assert.Equal(4, error.Problems.Count);
        Assert.Throws<OptionsException>(() => new EdgeOptions { Low = 90, High = 80 }.Validate());
    }

    private static Image Draw(int width, int height, Func<int, int, double> level)
    {
        Image image = new(width, height);
        for (int i = 0; i < image.Planar.Length; i++) image.Planar[i] = (float)level(i % width, i / width % height);
        return image;
    }

    private static double Square(double v) => v * v;

    private static double Angle((int X, int Y) p, double x, double y) => (Math.Atan2(p.Y - y, p.X - x) * 180 / Math.PI + 360) % 360;

    private static (int X, int Y)[] Pixels(Mask mask) => [.. Enumerable.Range(0, mask.Values.Length).Where(i => mask.Values[i] > 0).Select(i => (i % mask.Width, i / mask.Width))];

    private static void AssertThin(Mask mask)
    {
        HashSet<(int X, int Y)> set = [.. Pixels(mask)];
        Assert.DoesNotContain(set, p => set.Contains((p.X + 1, p.Y)) && set.Contains((p.X, p.Y + 1)) && set.Contains((p.X + 1, p.Y + 1)));
    }

    private static int Components(Mask mask)
    {
        HashSet<(int X, int Y)> left = [.. Pixels(mask)];
        int count = 0;
        for (; left.Count > 0; count++)
        {
            Stack<(int X, int Y)> open = new([left.First()]);
            while (open.TryPop(out (int X, int Y) at))
            {
                if (!left.Remove(at)) continue;
                for (int k = 0; k < 9; k++) open.Push((at.X + (k % 3) - 1, at.Y + (k / 3) - 1));
            }
        }

        return count;
    }

    private static double Covered(Mask part, Mask whole) => Enumerable.Range(0, part.Values.Length).Where(i => part.Values[i] > 0).Average(i => (double)whole.Values[i]);

    private static Image Grey(string name) => ImageFile.Load(Path.Combine(AppContext.BaseDirectory, "Reference", $"canny.{name}.grey.png"));

    private static Mask Reference(string name, string kind) => Mask.FromImage(ImageFile.Load(Path.Combine(AppContext.BaseDirectory, "Reference", $"canny.{name}.{kind}.png"))).Threshold();
}

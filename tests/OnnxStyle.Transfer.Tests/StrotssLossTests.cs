using OnnxStyle.Autograd;
using OnnxStyle.Onnx;
using OnnxStyle.Reference;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer.Tests;

/// <summary>The four losses of STROTSS against plain loops in double, their gradients against central differences, and what they do not notice.</summary>
public sealed class StrotssLossTests
{
    private const int P = 7, Q = 11, K = 5;

    public static TheoryData<string> Names => ["transport", "guided", "moments", "palette", "palette yuv", "content"];

    [Theory, MemberData(nameof(Names))]
    public void A_loss_is_its_plain_definition(string name)
    {
        for (int seed = 1; seed <= 5; seed++)
        {
            Case one = new(name, seed);
            const double FactorsInFloat32 = 1e-6;
            Assert.Equal(one.Plain(), one.Run().Loss, FactorsInFloat32);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Its_gradient_is_that_of_differences(string name)
    {
        Case one = new(name, 9);
        double[] gradient = one.Run().Gradient;
        const double Step = 1e-6, Tolerance = 1e-5;
        for (int i = 0; i < one.X.Length; i++)
        {
            double Moved(double by)
            {
                double[] x = (double[])one.X.Clone();
                x[i] += by;
                return (one with { X = x }).Run().Loss;
            }

            Assert.Equal((Moved(Step) - Moved(-Step)) / (2 * Step), gradient[i], Tolerance);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void The_order_of_samples_does_not_count(string name)
    {
        if (name == "guided") return; // there the last rows are pairs
        Case one = new(name, 4);
        int columns = one.X.Length / P;
        double[] x = Shuffled(one.X, columns, 5), y = Shuffled(one.Y, columns, name == "content" ? 5 : 6);
        Assert.Equal(one.Run().Loss, (one with { X = x, Y = y }).Run().Loss, 1e-12);
    }

    [Fact]
    public void A_set_is_at_no_distance_from_itself()
    {
        double[] set = LossHarness.Random(Q * K, 3);
        foreach (string name in (string[])["transport", "moments", "content"])
            Assert.Equal(0, (new Case(name, 1) { X = set, Y = set, Rows = Q, OtherRows = Q }).Run().Loss, 1e-12);
        double[] colors = [.. LossHarness.Random(Q * 3, 3).Select(Math.Abs)];
        double floor = Math.Sqrt(1e-5 / 3); // of the authors' root
        Assert.Equal(floor, (new Case("palette", 1) { X = colors, Y = colors, Rows = Q, OtherRows = Q }).Run().Loss, 1e-6);
    }

    [Theory, MemberData(nameof(Names))]
    public void Zeros_are_far_from_everything_and_never_NaN(string name)
    {
        Case one = new(name, 2);
        int columns = one.X.Length / P;
        foreach (int rows in (int[])[1, P])
        {
            double[] x = (double[])one.X.Clone();
            x.AsSpan(0, rows * columns).Clear();
            (double loss, double[] gradient) = (one with { X = x }).Run();
            Assert.True(double.IsFinite(loss) && Array.TrueForAll(gradient, double.IsFinite), $"{rows} rows of zeros: {loss}");
            if (name == "transport" && rows == P) Assert.Equal(1, loss, 1e-12);
        }
    }

    [Fact]
    public void A_guided_row_goes_to_its_partner_alone()
    {
        GraphBuilder graph = new();
        Value costs = graph.Input("costs", new Shape(3, 4));
        graph.Output(graph.ReduceMin(TransportLoss.Guided(graph, costs, 1, 5), [1], keepDims: false), "rows");
        graph.Output(graph.ReduceMin(TransportLoss.Guided(graph, costs, 1, 5), [0], keepDims: false), "columns");
        IReadOnlyDictionary<string, double[]> found = ReferenceEvaluator.Run(graph.Build(), new Dictionary<string, double[]> { ["costs"] = [.3, .2, .9, .5, .7, .8, .4, .6, .1, .1, .1, .9] });
        Assert.Equal([.2, .4, 4.5], found["rows"], (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([.3, .2, .4, .5], found["columns"], (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void The_matrix_of_the_palette_changes_no_distance_and_true_YUV_does()
    {
        Case rgb = new("palette", 7), yuv = new("palette yuv", 7);
        double plain = (rgb with { Plainly = [1, 0, 0, 0, 1, 0, 0, 0, 1] }).Plain();
        Assert.Equal(plain, rgb.Run().Loss, 1e-6);
        Assert.True(Math.Abs(plain - yuv.Run().Loss) > 1e-3);
    }

    private static double[] Shuffled(double[] rows, int columns, int seed)
    {
        int[] order = [.. Enumerable.Range(0, rows.Length / columns)];
        new Random(seed).Shuffle(order);
        return [.. order.SelectMany(row => rows.Skip(row * columns).Take(columns))];
    }

    private sealed record Case(string Name, int Seed)
    {
        private const double Beta = 5;
        private const int Pairs = 2;

        private int Columns => Name.StartsWith("palette", StringComparison.Ordinal) ? 3 : K;

        public int Rows { get; init; } = P;

        public int OtherRows { get; init; } = Name == "content" ? P : Q;

        public double[] X { get; init; } = Random(Name, P, Seed);

        public double[] Y { get; init; } = Random(Name, Name == "content" ? P : Q, 100 + Seed);

        public double[] Plainly { get; init; } = Name == "palette yuv"
            ? [0.299, 0.587, 0.114, -0.14713, -0.28886, 0.436, 0.615, -0.51499, -0.10001]
            : [0.577350, 0.577350, 0.577350, -0.577350, 0.788675, -0.211325, -0.577350, -0.211325, 0.788675];

        public (double Loss, double[] Gradient) Run()
        {
            GraphBuilder graph = new();
            Value x = graph.Input("x", new Shape(Rows, Columns)), y = graph.Input("y", new Shape(OtherRows, Columns));
            Value loss = Name switch
            {
                "transport" => TransportLoss.Build(graph, x, y),
                "guided" => TransportLoss.Build(graph, x, y, Pairs, Beta),
                "moments" => SampleMomentLoss.Build(graph, x, y),
                "content" => SelfSimilarityLoss.Build(graph, x, y),
                _ => PaletteLoss.Build(graph, x, y, Name == "palette" ? PaletteSpace.Rotation : PaletteSpace.Yuv),
            };
            graph.Output(loss, "loss");
            graph.Output(Gradient.Append(graph, loss, [x])[0], "gradient");
            IReadOnlyDictionary<string, double[]> found = ReferenceEvaluator.Run(graph.Build(), new Dictionary<string, double[]> { ["x"] = X, ["y"] = Y });
            return (found["loss"][0], found["gradient"]);
        }

        public double Plain() => Name switch
        {
            "transport" => Relaxed(Rows, OtherRows, Cosine(X, Y)),
            "guided" => Relaxed(Rows, OtherRows, GuidedCost),
            "moments" => Moments(),
            "content" => SelfSimilarity(),
            _ => Relaxed(Rows, OtherRows, Color),
        };

        private static double[] Random(string name, int rows, int seed)
        {
            Random random = new(seed);
            bool colors = name.StartsWith("palette", StringComparison.Ordinal);
            return [.. Enumerable.Range(0, rows * (colors ? 3 : K)).Select(_ => colors ? random.NextDouble() : (2 * random.NextDouble()) - 0.7)];
        }

        private static double Relaxed(int rows, int columns, Func<int, int, double> cost)
        {
            IEnumerable<int> left = Enumerable.Range(0, rows), right = Enumerable.Range(0, columns);
            return Math.Max(left.Average(i => right.Min(j => cost(i, j))), right.Average(j => left.Min(i => cost(i, j))));
        }

        private Func<int, int, double> Cosine(double[] left, double[] right) => (i, j) =>
        {
            ReadOnlySpan<double> a = left.AsSpan(i * Columns, Columns), b = right.AsSpan(j * Columns, Columns);
            double product = 0, ofA = 0, ofB = 0;
            for (int k = 0; k < Columns; k++) (product, ofA, ofB) = (product + (a[k] * b[k]), ofA + (a[k] * a[k]), ofB + (b[k] * b[k]));
            return 1 - (product / Math.Sqrt(Math.Max(ofA, 1e-6) * Math.Max(ofB, 1e-6)));
        };

        private double GuidedCost(int i, int j)
        {
            int pair = i - (Rows - Pairs), partner = j - (OtherRows - Pairs);
            double cost = Cosine(X, Y)(i, j);
            return pair < 0 ? cost : pair == partner ? Beta * cost : 1000 + cost;
        }

        private double Color(int i, int j)
        {
            double[] u = Turned(X, i), v = Turned(Y, j);
            double squares = u.Zip(v, (a, b) => (a - b) * (a - b)).Sum(), product = u.Zip(v, (a, b) => a * b).Sum();
            double cosine = 1 - (product / Math.Sqrt(Math.Max(u.Sum(a => a * a), 1e-6) * Math.Max(v.Sum(a => a * a), 1e-6)));
            return cosine + Math.Sqrt(Math.Max(squares, 1e-5) / 3);
        }

        private double[] Turned(double[] colors, int i) => [.. Enumerable.Range(0, 3).Select(r => Enumerable.Range(0, 3).Sum(c => Plainly[(3 * r) + c] * colors[(3 * i) + c]))];

        private double Moments()
        {
            double[] meanX = Mean(X, Rows), meanY = Mean(Y, OtherRows);
            double sum = 0;
            for (int a = 0; a < K; a++)
                for (int b = 0; b < K; b++)
                    sum += Math.Abs(Covariance(X, Rows, meanX, a, b) - Covariance(Y, OtherRows, meanY, a, b));
            return meanX.Zip(meanY, (a, b) => Math.Abs(a - b)).Average() + (sum / (K * K));
        }

        private static double[] Mean(double[] rows, int count) => [.. Enumerable.Range(0, K).Select(k => Enumerable.Range(0, count).Average(i => rows[(i * K) + k]))];

        private static double Covariance(double[] rows, int count, double[] mean, int a, int b) =>
            Enumerable.Range(0, count).Average(i => (rows[(i * K) + a] - mean[a]) * (rows[(i * K) + b] - mean[b]));

        private double SelfSimilarity()
        {
            double[] OfColumns(double[] rows) => [.. Enumerable.Range(0, Rows).Select(j => Enumerable.Range(0, Rows).Sum(i => Cosine(rows, rows)(i, j)))];
            double[] sumX = OfColumns(X), sumY = OfColumns(Y);
            double sum = 0;
            for (int i = 0; i < Rows; i++)
                for (int j = 0; j < Rows; j++)
                    sum += Math.Abs((Cosine(X, X)(i, j) / sumX[j]) - (Cosine(Y, Y)(i, j) / sumY[j]));
            return sum / Rows;
        }
    }
}

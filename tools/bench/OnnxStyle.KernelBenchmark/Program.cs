using System.Diagnostics;
using System.Globalization;
using OnnxStyle.Kernels;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

// The processor's kernels against ONNX Runtime's MatMul of the same product, and against a copy, call by call in turn, so that both meet the same machine.
//
//     OnnxStyle.KernelBenchmark [--threads 2] [--rounds 15] [--rest 60] [--only gram|cosine|matting]
//
// Prints the median of each, and the median of the ratios of neighbouring calls.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int threads = int.Parse(Option("--threads", $"{Environment.ProcessorCount}"), CultureInfo.InvariantCulture), rounds = int.Parse(Option("--rounds", "15"), CultureInfo.InvariantCulture), rest = int.Parse(Option("--rest", "60"), CultureInfo.InvariantCulture);
string only = Option("--only", string.Empty);
using KernelSet set = KernelSet.Processor(threads);
Console.WriteLine($"{set.Device}; ratios are ours / theirs, median of {rounds}");
if (only is "" or "gram")
{
    Gram(64, 262_144, 0.8);
    Gram(512, 16_384, 0.8);
}

if (only is "" or "cosine") Distances(8000, 64, 10);
if (only is "" or "matting") Laplacian(768, 1024, 3);

void Gram(int rows, int columns, double target)
{
    Tensor<float> features = Noise(new Shape(rows, columns), -1), transposed = new(new Shape(columns, rows)), product = new(new Shape(rows, rows));
    for (int r = 0; r < rows; r++)
    {
        for (int c = 0; c < columns; c++) transposed.Span[(c * rows) + r] = features.Span[(r * columns) + c];
    }

    float[] gram = new float[rows * rows];
    using Session session = MatMul(features, transposed, product);
    Compare($"gram [{rows}, {columns}]", target,
        ("ours", () => set.Gram.Compute(new MatrixView(features.Span, rows, columns), [], 1, gram)), ("MatMul", () => session.Run()));
    Agree(gram, product.Span, 1e-5 * columns);
}

void Distances(int rows, int columns, int count)
{
    Tensor<float> x = Noise(new Shape(rows, columns), -1);
    for (int r = 0; r < rows; r++)
    {
        Span<float> row = x.Span.Slice(r * columns, columns);
        float length = MathF.Sqrt(Dot(row, row));
        foreach (ref float value in row) value /= length;
    }

    Tensor<float> transposed = new(new Shape(columns, rows)), product = new(new Shape(rows, rows));
    for (int r = 0; r < rows; r++)
    {
        for (int c = 0; c < columns; c++) transposed.Span[(c * rows) + r] = x.Span[(r * columns) + c];
    }

    float[] distances = new float[rows * rows], nearest = new float[rows * count];
    int[] indices = new int[rows * count];
    using Session session = MatMul(x, transposed, product);
    Action full = () => set.CosineDistance.Full(new MatrixView(x.Span, rows, columns), new MatrixView(x.Span, rows, columns), distances);
    Compare($"distances [{rows}, {rows}, {columns}]", 1.25, ("ours", full), ("MatMul", () => session.Run()));
    for (int i = 0; i < distances.Length; i++) distances[i] = 1 - distances[i];
    Agree(distances, product.Span, 1e-5);
    Compare($"top-{count} [{rows}, {rows}, {columns}]", 1.05,
        ("ours", () => set.CosineDistance.TopK(new MatrixView(x.Span, rows, columns), new MatrixView(x.Span, rows, columns), count, nearest, indices)), ("distances", full));
}

void Laplacian(int height, int width, int channels)
{
    int plane = height * width, traffic = plane * (MattingCouplings.Count + (2 * channels));
    Tensor<float> guide = Noise(new Shape(3, plane), 0), p = Noise(new Shape(channels, plane), 0), product = new(p.Shape);
    Tensor<float> from = Noise(new Shape(1, traffic / 2), 0), to = new(new Shape(1, traffic / 2)); // memory that nothing was written to is one page of zeros, and read for nothing
    long begin = Stopwatch.GetTimestamp();
    using MattingLaplacian laplacian = set.MattingLaplacian(guide.Span, height, width);
    Console.WriteLine($"matting couplings [{height}, {width}]: {Stopwatch.GetElapsedTime(begin).TotalMilliseconds:f0} ms once, {laplacian.Bytes / 1e6:f1} MB");
    Compare($"matting [{channels}, {height}, {width}], {traffic * 4 / 1e6:f1} MB moved", 1.5, ("ours", () => laplacian.Multiply(p.Span, channels, product.Span)), ("copy", () => Copy(from, to)));
}

void Copy(Tensor<float> from, Tensor<float> to) => Parallel.For(0, threads, part =>
{
    int first = (int)((long)from.Span.Length * part / threads), last = (int)((long)from.Span.Length * (part + 1) / threads);
    from.Span[first..last].CopyTo(to.Span[first..]);
});

void Compare(string name, double target, (string Name, Action Run) ours, (string Name, Action Run) theirs)
{
    for (int warm = 0; warm < 3; warm++)
    {
        ours.Run();
        theirs.Run();
    }

    double[] a = new double[rounds], b = new double[rounds], ratios = new double[rounds];
    for (int round = 0; round < rounds; round++)
    {
        a[round] = Milliseconds(ours.Run);
        b[round] = Milliseconds(theirs.Run);
        ratios[round] = a[round] / b[round];
    }

    Console.WriteLine($"{name}: {ours.Name} {Median(a):f2} ms (best {a.Min():f2}), {theirs.Name} {Median(b):f2} ms (best {b.Min():f2}), ratio {Median(ratios):f3}, wanted at most {target}");
}

Session MatMul(Tensor<float> a, Tensor<float> b, Tensor<float> product)
{
    GraphBuilder graph = new("product");
    graph.Output(graph.Op("MatMul", [graph.Input("a", a.Shape), graph.Input("b", b.Shape)]), "c");
    Session session = Session.Create(graph.Build(), new SessionOptions { Threads = threads });
    session.BindInput("a", a);
    session.BindInput("b", b);
    session.BindOutput("c", product);
    return session;
}

// ONNX Runtime's threads go on turning for a while after a run, on the cores that the next call wants: a rest between the calls, in milliseconds, lets them fall asleep.
double Milliseconds(Action run)
{
    Thread.Sleep(rest);
    long begin = Stopwatch.GetTimestamp();
    run();
    return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
}

static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
{
    float sum = 0;
    for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
    return sum;
}

static void Agree(ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs, double tolerance)
{
    for (int i = 0; i < ours.Length; i++)
    {
        if (!(Math.Abs(ours[i] - theirs[i]) <= tolerance)) throw new InvalidOperationException($"The products differ at {i}: {ours[i]} and {theirs[i]}.");
    }
}

static Tensor<float> Noise(Shape shape, float least)
{
    Tensor<float> noise = new(shape);
    Random random = new(7);
    foreach (ref float value in noise.Span) value = least + ((1 - least) * random.NextSingle());
    return noise;
}

string Option(string name, string fallback) => Array.IndexOf(args, name) is int at and >= 0 && at + 1 < args.Length ? args[at + 1] : fallback;

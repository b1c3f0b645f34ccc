using System.Diagnostics;
using OnnxStyle.Autograd;
using OnnxStyle.Imaging;
using OnnxStyle.Kernels;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;
using OnnxStyle.Transfer;

namespace OnnxStyle.Benchmark;

/// <summary>
/// One evaluation of STROTSS's losses and their gradient, asked for over standard input as in Program.cs; tools/bench/peer_strotss.py does the same in PyTorch.
/// N x N pixels of arithmetic noise as output, content and style; 1024 positions of each by a formula; alpha 2, as at 512 pixels.
/// </summary>
internal static class Strotss
{
    private const int Samples = 1024;

    public static void Serve(string weights, int threads)
    {
        Work? work = null;
        int prepared = 0;
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } line && line.Trim() is not "quit")
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0) break;
            int side = int.Parse(words[^1], System.Globalization.CultureInfo.InvariantCulture);
            if (side != prepared)
            {
                work?.Dispose();
                work = new Work(weights, threads, side);
                prepared = side;
            }

            long begin = Stopwatch.GetTimestamp();
            (double loss, double norm) = work!.Run();
            double milliseconds = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            Console.WriteLine(words[0] == "check" ? $"loss {loss:g9} gradient {norm:g9}" : $"ms {milliseconds:f3}");
        }

        work?.Dispose();
    }

    /// <summary>The heads alone, forward and backward, in ONNX Runtime; and the matrix of distances, forward only, from Kernels.</summary>
    public static void Heads(int channels, int threads)
    {
        (string Name, Func<GraphBuilder, Value, Value, Value> Build)[] heads =
        [
            ("transport", (graph, x, y) => TransportLoss.Build(graph, x, y)),
            ("moments", SampleMomentLoss.Build),
            ("self-similarity", SelfSimilarityLoss.Build),
            ("palette", (graph, x, y) => PaletteLoss.Build(graph, graph.Slice(x, [0], [3], [1]), graph.Slice(y, [0], [3], [1]), PaletteSpace.Rotation)),
        ];
        Shape shape = new(Samples, channels);
        Tensor<float> left = Random(shape, 1), right = Random(shape, 2), gradient = new(shape);
        foreach ((string name, Func<GraphBuilder, Value, Value, Value> build) in heads)
        {
            GraphBuilder graph = new(name);
            Value x = graph.Input("x", shape), y = graph.Input("y", shape), loss = build(graph, x, y);
            graph.Output(Gradient.Append(graph, loss, [x])[0], "gradient");
            using Session session = Session.Create(graph.Build(), new SessionOptions { Threads = threads, Deterministic = true });
            session.BindInput("x", left);
            session.BindInput("y", right);
            session.BindOutput("gradient", gradient);
            Console.WriteLine($"{name,-16} in the graph, with gradient {Least(() => session.Run()):f1} ms");
        }

        using KernelSet kernels = KernelSet.Processor(threads);
        float[] distances = new float[Samples * Samples];
        Console.WriteLine($"{"distances",-16} of Kernels, without gradient {Least(() => kernels.CosineDistance.Full(new MatrixView(left.Span, Samples, channels), new MatrixView(right.Span, Samples, channels), distances)):f1} ms");
    }

    private static double Least(Action run)
    {
        double least = double.PositiveInfinity;
        for (int i = 0; i < 12; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            run();
            least = Math.Min(least, Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        return least;
    }

    private static Tensor<float> Random(Shape shape, int seed)
    {
        Tensor<float> tensor = new(shape);
        Random random = new(seed);
        foreach (ref float value in tensor.Span) value = random.NextSingle();
        return tensor;
    }

    private sealed class Work : IDisposable
    {
        private readonly StrotssGraph losses;
        private readonly Session session;
        private readonly int[] here, there;
        private readonly Tensor<float> gradient;
        private readonly Tensor<float>[] values;

        public Work(string weights, int threads, int side)
        {
            StrotssOptions options = new() { Engine = new EngineOptions { Encoder = weights, Threads = threads } };
            PaintEngine engine = new(options.Engine);
            Image image = Noise(side, 0), content = Noise(side, 1), style = Noise(side, 2);
            StyleMaps contentMaps = StyleMaps.Of(engine, content, options.Layers, default), styleMaps = StyleMaps.Of(engine, style, options.Layers, default);
            long area = (long)side * side;
            here = [.. Enumerable.Range(0, Samples).Select(i => (int)(((i * 7919L) + 13) % area))];
            there = [.. Enumerable.Range(0, Samples).Select(i => (int)(((i * 104729L) + 7) % area))];
            SampledRegion all = new("all", side, [0], [0]);
            losses = new StrotssGraph(engine, options, contentMaps, styleMaps, [new RegionSamples(all, Samples, Samples, [])], 2);
            session = engine.CreateSession(losses.Graph);
            gradient = new Tensor<float>(new Shape(1, 3, side, side));
            values = [.. losses.Terms.Select(_ => new Tensor<float>(Shape.Scalar))];
            session.BindInput("image", image.ToTensor());
            foreach ((string name, Tensor tensor) in losses.Bindings()) session.BindInput(name, tensor);
            for (int i = 0; i < values.Length; i++) session.BindOutput($"loss/{losses.Terms[i].Name}", values[i]);
            session.BindOutput("gradient", gradient);
        }

        public (double Loss, double Norm) Run()
        {
            losses.Positions[0].Content.Set(here);
            losses.Positions[0].Style.Set(there);
            session.Run();
            double loss = losses.Terms.Select((term, i) => term.Weight * values[i].Span[0]).Sum(), squares = 0;
            foreach (float value in gradient.Span) squares += (double)value * value;
            return (loss, Math.Sqrt(squares));
        }

        public void Dispose() => session.Dispose();

        // Well mixed bits that the other side makes too.
        private static Image Noise(int side, uint salt)
        {
            Image image = new(side, side);
            for (int i = 0; i < image.Planar.Length; i++)
            {
                uint bits = unchecked(((uint)i * 2654435761u) + (salt * 40503u));
                bits = unchecked((bits ^ (bits >> 15)) * 2246822519u);
                image.Planar[i] = (bits >> 8) / 16777216f;
            }

            return image;
        }
    }
}

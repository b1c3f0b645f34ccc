using System.Diagnostics;
using OnnxStyle.Autograd;
using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;
using OnnxStyle.Transfer;

namespace OnnxStyle.Benchmark;

/// <summary>
/// What a run of <see cref="StyleTransfer"/> adds to its evaluations: L-BFGS, the line search, copies, the loss log. After each iteration a session with
/// the same features, losses and gradient is run on its own, so that both see the same noise of the machine.
/// </summary>
internal static class Loop
{
    public static void Measure(string weights, int side, int threads, int iterations, IReadOnlyList<string> styleLayers, string contentLayer)
    {
        Encoder encoder = Encoder.Open(weights);
        long begin = Stopwatch.GetTimestamp();
        using Session bare = Bare(encoder, new Shape(1, 3, side, side), threads, styleLayers, contentLayer);
        Console.WriteLine($"session of {side} px made in {Stopwatch.GetElapsedTime(begin).TotalMilliseconds:f0} ms");
        using StyleTransfer transfer = new(new StylizeOptions
        {
            Engine = new EngineOptions { Encoder = weights, Threads = threads },
            ContentLayers = [new(contentLayer)],
            StyleLayers = [.. styleLayers.Select(layer => new LayerWeight(layer))],
            TotalVariationWeight = 0,
            LongSide = side,
            Pyramid = false,
            Iterations = iterations,
        });
        Turns turns = new(bare);
        _ = transfer.Run(new StylizeInputs { Content = Waves(side, 7), Styles = [Waves(side, 23)] }, turns);
        double alone = Median(turns.Alone), inLoop = Median(turns.InLoop);
        Console.WriteLine($"{side} px evaluation alone {alone:f1} ms, in the loop {inLoop:f1} ms, medians of {turns.InLoop.Count} turns, overhead {100 * ((inLoop / alone) - 1):f1} %");
    }

    private static Session Bare(Encoder encoder, Shape shape, int threads, IReadOnlyList<string> styleLayers, string contentLayer)
    {
        GraphBuilder graph = new("bare");
        Value image = graph.Input("image", shape);
        IReadOnlyDictionary<string, Value> features = encoder.Append(graph, image, [.. styleLayers, contentLayer]);
        Value total = graph.ReduceMean(graph.Mul(features[contentLayer], features[contentLayer]), keepDims: false);
        foreach (string layer in styleLayers)
        {
            long channels = features[layer].Shape[1], positions = features[layer].Shape[2] * features[layer].Shape[3];
            Value flat = graph.Reshape(features[layer], channels, positions), gram = graph.Gemm(flat, flat, alpha: 1f / positions, transB: true);
            total = graph.Add(total, graph.ReduceMean(graph.Mul(gram, gram), keepDims: false));
        }

        graph.Output(total, "total");
        graph.Output(Gradient.Append(graph, total, [image])[0], "gradient");
        Session session = Session.Create(graph.Build(), new SessionOptions { Threads = threads, Deterministic = true });
        Tensor<float> picture = new(shape);
        Waves((int)shape[3], 7).Planar.CopyTo(picture.Span);
        session.BindInput("image", picture);
        session.BindOutput("total", new Tensor<float>(Shape.Scalar));
        session.BindOutput("gradient", new Tensor<float>(shape));
        return session;
    }

    // A smooth picture: noise would make the line search of a benchmark unlike that of a painting.
    private static Image Waves(int side, int period)
    {
        Image image = new(side, side);
        for (int i = 0; i < image.Planar.Length; i++)
        {
            int x = i % side, y = i / side % side, channel = i / (side * side);
            image.Planar[i] = (float)(0.5 + (0.25 * Math.Sin(x / (double)period * (channel + 1))) + (0.25 * Math.Cos((y - (0.3 * x)) / period)));
        }

        return image;
    }

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private sealed class Turns(Session bare) : IProgress<StylizeProgress>
    {
        private long evaluations, resumed;

        public List<double> Alone { get; } = [];

        public List<double> InLoop { get; } = [];

        public void Report(StylizeProgress value)
        {
            double loop = Stopwatch.GetElapsedTime(resumed).TotalMilliseconds;
            long begin = Stopwatch.GetTimestamp();
            bare.Run();
            double alone = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            if (value.Row is { } row)
            {
                if (value.Iteration > 2) // the first turns warm both up
                {
                    InLoop.Add(loop / (row.Evaluations - evaluations));
                    Alone.Add(alone);
                }

                evaluations = row.Evaluations;
            }

            resumed = Stopwatch.GetTimestamp();
        }
    }
}

using System.Diagnostics;
using OnnxStyle.Onnx;
using OnnxStyle.Operators;
using OnnxStyle.Operators.Winograd;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.OperatorBenchmark;

/// <summary>The gradient of the filters, four pictures at once, as Autograd writes it in plain ONNX and as ours: a training step's other half.</summary>
internal static class Filters
{
    private const int Batch = 4;

    public static void Compare(int size, int rounds, int threads, string only, VectorForm form, ITeam team, Workspace workspace)
    {
        IEnumerable<(string Name, int Channels, int Results, int Shrink)> layers = Vgg.Layers.Where(l => l.Name.StartsWith(only, StringComparison.Ordinal));
        foreach ((string name, int channels, int results, int shrink) in layers.DistinctBy(l => (l.Channels, l.Results, l.Shrink)))
        {
            Conv3x3Shape shape = new() { Batch = Batch, Channels = channels, Results = results, Height = size / shrink / 2, Width = size / shrink / 2 };
            Shape taken = new(Batch, channels, shape.Height, shape.Width), given = new(Batch, results, shape.Height, shape.Width), filters = new(results, channels, 3, 3);
            Tensor<float> x = Noise(taken, 1), dy = Noise(given, 2), theirs = new(filters);
            float[] blockedX = new float[BlockedLayout.Of(taken).ElementCount], blockedDy = new float[BlockedLayout.Of(given).ElementCount], ours = new float[filters.ElementCount];
            BlockedPasses passes = BlockedPasses.Of(form);
            passes.Pack(x.Span, blockedX, taken, team);
            passes.Pack(dy.Span, blockedDy, given, team);
            Conv3x3FilterGradient kernel = new(shape, WinogradTile.Four, form);
            using Session session = Plain(x, dy, theirs, threads);
            double[] a = new double[rounds], b = new double[rounds];
            for (int round = -1; round < rounds; round++)
            {
                long begin = Stopwatch.GetTimestamp();
                session.Run();
                double plain = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
                begin = Stopwatch.GetTimestamp();
                kernel.Run(blockedX, blockedDy, ours, [], team, workspace);
                if (round >= 0) (a[round], b[round]) = (Stopwatch.GetElapsedTime(begin).TotalMilliseconds, plain);
            }

            double worst = 0, largest = 0;
            for (int i = 0; i < ours.Length; i++)
            {
                worst = Math.Max(worst, Math.Abs(ours[i] - theirs.Span[i]));
                largest = Math.Max(largest, Math.Abs(theirs.Span[i]));
            }

            double ratio = a.Zip(b, (p, q) => p / q).Order().ElementAt(rounds / 2), median = a.Order().ElementAt(rounds / 2);
            Console.WriteLine($"{name} filters {Batch} x {channels} -> {results} {shape.Height}^2: ours {median:f2} ms, Conv {b.Order().ElementAt(rounds / 2):f2} ms,"
                + $" ratio {ratio:f3}, {shape.Operations / median / 1e6:f0} GFLOP/s, differ {worst / largest:e1}");
        }
    }

    private static Session Plain(Tensor<float> x, Tensor<float> dy, Tensor<float> result, int threads)
    {
        GraphBuilder graph = new("gradient");
        Value lines = graph.Transpose(graph.Input("x", x.Shape), [1, 0, 2, 3]), kernels = graph.Transpose(graph.Input("dy", dy.Shape), [1, 0, 2, 3]);
        graph.Output(graph.Transpose(graph.Conv(lines, kernels, null, pads: [1, 1, 1, 1]), [1, 0, 2, 3]), "dw");
        Dictionary<string, string> configuration = new() { ["session.intra_op.allow_spinning"] = "0" };
        Session session = Session.Create(graph.Build(), new SessionOptions { Threads = threads, Configuration = configuration });
        session.BindInput("x", x);
        session.BindInput("dy", dy);
        session.BindOutput("dw", result);
        return session;
    }

    private static Tensor<float> Noise(Shape shape, int seed)
    {
        Tensor<float> noise = new(shape);
        Vgg.Noise(seed, noise.Span.Length, 1).CopyTo(noise.Span);
        return noise;
    }
}

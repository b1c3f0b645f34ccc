using System.Diagnostics;
using OnnxStyle.Imaging;
using OnnxStyle.Onnx;
using OnnxStyle.Operators;
using OnnxStyle.Optimization;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>Estimates memory from the graph that will run, and time from a small one that does.</summary>
internal static class RunEstimator
{
    private const int SmallestSide = 16;
    private const int CalibrationSide = 128;

    // Calibrated on linux-x64 with ONNX Runtime 1.30.0 against the peak of the process, 20 pairs of L-BFGS, one size: 339, 618 and 1,704 MB with the embedded encoder at 256, 512 and
    // 1024 pixels (estimated 332, 640 and 1,794), 545, 880 and 2,195 MB with VGG-19 (576, 1,030 and 2,713). The runtime reuses memory less than
    // perfectly, and less well in a plain graph; there each filter is in the file's precision, as float32, in the runtime's layout, turned round for the gradient, and for a moment in
    // the model that the session is made from. The optimiser's arrays of the level before, half as large, may not have been collected yet.
    private const long ProcessBytes = 120L << 20;
    private const double FilterCopies = 5;
    private const double EncoderCopies = 2; // in the file's precision and as float32; the session has none
    private const double PlainOverhead = 1.6;
    private const double BlockedOverhead = 1.2;
    private const double LevelBefore = 0.5;

    public static RunEstimate Of(PaintEngine engine, StylizeOptions options, StylizeInputs inputs, bool calibrate)
    {
        StylizePlan plan = StylizePlan.Of(options, engine.Encoder, inputs.Content, inputs.Styles);
        PlannedLevel largest = plan.Levels[^1];
        double work = plan.Levels.Sum(level => Work(engine, options, level.Width, level.Height) * level.Iterations);
        return new RunEstimate
        {
            Width = largest.Width,
            Height = largest.Height,
            Levels = plan.Levels.Count,
            PeakBytes = PeakBytes(engine, options, largest.Width, largest.Height),
            Iterations = plan.Levels.Sum(level => level.Iterations),
            MultiplyAdds = work,
            Seconds = calibrate ? work * SecondsPerWork(engine, options) : null,
        };
    }

    /// <summary>The largest longer side, at most that of the options, whose estimate fits.</summary>
    public static int LargestSide(PaintEngine engine, StylizeOptions options, StylizeInputs inputs, long maxBytes)
    {
        (int width, int height) = StylizePlan.FullSize(options, inputs.Content);
        int high = Math.Max(width, height), low = Math.Min(SmallestFitting(engine, options, width, height), high);
        if (Fits(high)) return high;
        if (!Fits(low))
        {
            throw new OptionsException(nameof(StylizeOptions),
                [$"MaxMemoryBytes is {maxBytes} ({maxBytes / 1e6:0} MB): the smallest painting, {low} pixels on its longer side, is estimated to need {Bytes(low) / 1e6:0} MB; allow more, or take a smaller encoder or shallower layers"]);
        }

        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (Fits(middle)) low = middle;
            else high = middle;
        }

        return low;

        long Bytes(int side)
        {
            (int w, int h) = ImageResize.FitLongSide(inputs.Content.Width, inputs.Content.Height, side);
            return PeakBytes(engine, options, w, h);
        }

        bool Fits(int side) => Bytes(side) <= maxBytes;
    }

    public static long PeakBytes(PaintEngine engine, StylizeOptions options, int width, int height)
    {
        LossGraph graph = Shapes(engine, options, width, height);
        int length = 3 * width * height;
        long filters = graph.Graph.Initializers.Sum(value => value.Shape.ElementCount * value.ElementType.SizeBytes());
        const int Pictures = 8; // content, painting, best, bound image and gradient, and room for resizing
        double arrays = Optimizers.Create(options.Optimizer, options.Engine.Threads, options.NormalizeGradients).MemoryBytes(length) + ((double)Pictures * sizeof(float) * length);
        if (options.Pyramid && Math.Max(width, height) > options.SmallestSide) arrays *= 1 + LevelBefore;
        if (engine.Plain) return ProcessBytes + (long)((FilterCopies * filters) + (PlainOverhead * GraphMemory.PeakBytes(graph.Graph)) + arrays);
        WinogradGraph rewritten = WinogradGraph.Of(graph.Graph);
        long kernels = rewritten.FilterBytes + rewritten.WorkspaceBytes(engine.SessionOptions.Threads > 0 ? engine.SessionOptions.Threads : Environment.ProcessorCount);
        return ProcessBytes + kernels + (long)((EncoderCopies * filters) + (BlockedOverhead * GraphMemory.PeakBytes(rewritten.Graph)) + arrays);
    }

    // Below this the deepest layer has no position; from here on the estimate exists.
    private static int SmallestFitting(PaintEngine engine, StylizeOptions options, int width, int height)
    {
        int needed = options.ContentLayers.Concat(options.StyleLayers).Select(layer => engine.Encoder.MinimumSide(layer.Layer)).Append(SmallestSide).Max();
        return (int)Math.Ceiling(needed * (double)Math.Max(width, height) / Math.Min(width, height)) + 1;
    }

    private static double Work(PaintEngine engine, StylizeOptions options, int width, int height)
    {
        string? deepest = engine.Deepest(options.ContentLayers.Concat(options.StyleLayers).Select(layer => layer.Layer));
        return deepest is null ? 0 : 3 * engine.Encoder.MultiplyAdds(height, width, deepest);
    }

    private static double SecondsPerWork(PaintEngine engine, StylizeOptions options)
    {
        LossGraph graph = Shapes(engine, options, CalibrationSide, CalibrationSide);
        using PictureObjective objective = new(engine, graph, null, CancellationToken.None);
        float[] x = new float[objective.Length], gradient = new float[objective.Length];
        x.AsSpan().Fill(0.5f);
        double best = double.PositiveInfinity;
        for (int i = 0; i < 4; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            objective.Evaluate(x, gradient);
            if (i > 0) best = Math.Min(best, LevelRun.Since(begin));
        }

        return best / Work(engine, options, CalibrationSide, CalibrationSide);
    }

    // The graph of a level with targets of zeros: its shapes and nodes are those of the real one.
    private static LossGraph Shapes(PaintEngine engine, StylizeOptions options, int width, int height)
    {
        StylizeRecipe recipe = StylizeRecipe.For(options, engine.Encoder.Card);
        List<LossTerm> terms = [];
        if (recipe.ContentWeight > 0 && options.ContentLayers.Count > 0) terms.Add(new ContentLoss { Layers = options.ContentLayers, Weight = recipe.ContentWeight });
        if (recipe.StyleWeight > 0 && options.StyleLayers.Count > 0) terms.Add(LevelTerms.StyleTerm(options, "style", recipe.StyleWeight));
        if (recipe.TotalVariationWeight > 0) terms.Add(new TotalVariationLoss { Kind = options.TotalVariation, Weight = recipe.TotalVariationWeight });
        Shape shape = new(1, 3, height, width);
        GraphBuilder statistics = new("shapes");
        IReadOnlyDictionary<string, Value> features = engine.Encoder.Append(
            statistics, statistics.Input("image", shape), [.. terms.SelectMany(term => term.Layers).Select(layer => layer.Layer).Distinct()], engine.Network);
        BoundTerm[] bound = [.. terms.Select(term => new BoundTerm
        {
            Term = term,
            Targets = term.TargetShapes(new StatisticsContext(statistics, features, null)).ToDictionary(pair => pair.Key, pair => new Tensor<float>(pair.Value)),
        })];
        return LossGraph.Build(engine, shape, options.Convention, bound, options.NormalizeGradients);
    }
}

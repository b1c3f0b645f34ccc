using OnnxStyle.Autograd;
using OnnxStyle.Imaging;
using OnnxStyle.Onnx;
using OnnxStyle.Optimization;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// Trains a <see cref="FrontLayer"/> so that the style loss notices strokes and empty paper. With S the painting, S' the same without its strokes and with
/// its paper toned (<see cref="PaintingParts.Spoiled"/>), and D the style loss between them behind the layer, relative to the Gram matrices of S:
/// minimise -ln D + anchor mean((y(S) - S)^2) / var(S). The kernel is an input of the graph next to the picture; its gradient runs through the whole
/// encoder.
/// </summary>
internal sealed class FrontTraining : IObjective, IDisposable
{
    private const float Least = 1e-6f;
    private readonly Session session;
    private readonly Tensor<float>[] parameters;
    private readonly Tensor<float>[] gradients;
    private readonly Tensor<float> loss = new(Shape.Scalar);
    private readonly Tensor<float> noticed = new(Shape.Scalar);
    private readonly CancellationToken cancellationToken;

    private FrontTraining(PaintEngine engine, Image painting, Image spoiled, FrontLayer initial, IReadOnlyList<LayerWeight> layers, double anchor, CancellationToken cancellationToken)
    {
        this.cancellationToken = cancellationToken;
        parameters = [Copy(initial.Kernel), Copy(initial.Bias), Copy(initial.Mix)];
        gradients = [.. parameters.Select(tensor => new Tensor<float>(tensor.Shape))];
        GraphBuilder graph = new("front");
        Shape shape = new(1, 3, painting.Height, painting.Width), other = new(1, 3, spoiled.Height, spoiled.Width);
        Value whole = graph.Input("painting", shape), image = graph.Input("image", other);
        Value[] trained = [graph.Input("kernel", parameters[0].Shape), graph.Input("bias", parameters[1].Shape), graph.Input("mix", parameters[2].Shape)];
        Value seen = FrontLayer.Append(graph, whole, trained[0], trained[1], trained[2]);
        Value difference = Difference(graph, engine, seen, FrontLayer.Append(graph, image, trained[0], trained[1], trained[2]), layers);
        Value change = graph.Sub(seen, whole);
        Value moved = graph.Mul(graph.ReduceMean(graph.Mul(change, change), keepDims: false), graph.Scalar((float)(anchor / Variance(painting))));
        Value total = graph.Sub(moved, graph.Log(graph.Add(difference, graph.Scalar(Least))));
        IReadOnlyList<Value> slopes = Gradient.Append(graph, total, trained);
        graph.Output(total, "loss");
        graph.Output(difference, "noticed");
        for (int i = 0; i < slopes.Count; i++) graph.Output(slopes[i], $"gradient/{trained[i].Name}");
        session = engine.CreateSession(graph.Build());
        session.BindInput("painting", painting.ToTensor(), refresh: false);
        session.BindInput("image", spoiled.ToTensor(), refresh: false);
        session.BindOutput("loss", loss);
        session.BindOutput("noticed", noticed);
        for (int i = 0; i < trained.Length; i++)
        {
            session.BindInput(trained[i].Name, parameters[i]);
            session.BindOutput($"gradient/{trained[i].Name}", gradients[i]);
        }
    }

    public int Length => (int)parameters.Sum(tensor => tensor.Shape.ElementCount);

    /// <summary>Trains a layer; when it is cancelled, the best so far.</summary>
    /// <param name="engine">The encoder, without a front layer.</param>
    /// <param name="painting">The painting as the losses will see it.</param>
    /// <param name="options">The layer and its training.</param>
    /// <param name="styleLayers">The layers of the style loss.</param>
    /// <param name="seed">Where random kernels come from.</param>
    /// <param name="afterEach">Told the step and its loss.</param>
    /// <param name="cancellationToken">Ends the training early.</param>
    /// <param name="from">The layer to begin with; null: that of the options.</param>
    /// <param name="against">The picture in place of the spoiled painting, of any size; null: the spoiled painting.</param>
    public static FrontTrainingResult Run(
        PaintEngine engine, Image painting, FrontLayerOptions options, IReadOnlyList<LayerWeight> styleLayers, int seed, Action<int, double> afterEach, CancellationToken cancellationToken,
        FrontLayer? from = null, Image? against = null)
    {
        FrontLayer initial = from ?? FrontLayer.Initial(options, seed);
        (int width, int height) = ImageResize.FitLongSide(painting.Width, painting.Height, options.TrainingSide);
        Image sized = ImageResize.Resize(painting, width, height, Resampling.Bicubic);
        LayerWeight[] layers = [.. styleLayers.Where(layer => engine.Encoder.MinimumSide(layer.Layer) <= Math.Min(width, height))];
        if (layers.Length == 0) throw new ShapeException($"The painting, scaled to {width} x {height} pixels to train the front layer", "room for one of the style layers", "none; choose a larger training side or shallower style layers");
        using FrontTraining training = new(engine, sized, against is null ? PaintingParts.Spoiled(sized) : Sized(against, options.TrainingSide), initial, layers, options.Anchor, cancellationToken);
        float[] point = training.Point(), best = (float[])point.Clone(), without = (float[])point.Clone(), gradient = new float[point.Length];
        Array.Clear(without, without.Length - (int)initial.Mix.Shape.ElementCount, (int)initial.Mix.Shape.ElementCount);
        double before = 0, after = 0;
        try
        {
            training.Evaluate(without, gradient);
            before = training.noticed.Span[0];
            double least = training.Evaluate(best, gradient);
            after = training.noticed.Span[0];
            Adam optimizer = new(new AdamOptions { LearningRate = options.LearningRate });
            for (int step = 1; step <= options.TrainingSteps; step++)
            {
                StepResult result = optimizer.Step(training, point);
                afterEach(step, result.Loss);
                if (!(result.Loss < least)) continue;
                least = result.Loss;
                after = training.noticed.Span[0];
                point.CopyTo(best, 0);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The best layer so far goes on to the run, which sees the cancellation itself.
        }

        return new FrontTrainingResult(training.Layer(best, engine.EncoderSha256), before, after);
    }

    private static Image Sized(Image image, int side)
    {
        (int width, int height) = ImageResize.FitLongSide(image.Width, image.Height, Math.Min(side, Math.Max(image.Width, image.Height)));
        return ImageResize.Resize(image, width, height, Resampling.Bicubic);
    }

    public double Evaluate(ReadOnlySpan<float> x, Span<float> gradient)
    {
        Scatter(x, parameters);
        session.Run(cancellationToken);
        int at = 0;
        foreach (Tensor<float> tensor in gradients)
        {
            tensor.Span.CopyTo(gradient[at..]);
            at += tensor.Span.Length;
        }

        return loss.Span[0];
    }

    public void Dispose() => session.Dispose();

    // The mean over layers of mean((G' - G)^2) / mean(G^2), each layer with its weight.
    private static Value Difference(GraphBuilder graph, PaintEngine engine, Value painting, Value spoiled, IReadOnlyList<LayerWeight> layers)
    {
        string[] names = [.. layers.Select(layer => layer.Layer)];
        IReadOnlyDictionary<string, Value> of = engine.Encoder.Append(graph, painting, names, engine.Network), without = engine.Encoder.Append(graph, spoiled, names, engine.Network);
        double weights = layers.Sum(layer => layer.Weight);
        Value? sum = null;
        foreach (LayerWeight layer in layers)
        {
            Value gram = GramLoss.Gram(graph, of[layer.Layer]), other = GramLoss.Gram(graph, without[layer.Layer]), change = graph.Sub(other, gram);
            Value part = graph.Div(graph.ReduceMean(graph.Mul(change, change), keepDims: false), graph.ReduceMean(graph.Mul(gram, gram), keepDims: false));
            Value weighted = graph.Mul(part, graph.Scalar((float)(layer.Weight / weights)));
            sum = sum is null ? weighted : graph.Add(sum, weighted);
        }

        return sum!;
    }

    private static double Variance(Image image)
    {
        double mean = image.Planar.Average(value => (double)value);
        return Math.Max(1e-4, image.Planar.Average(value => (value - mean) * (value - mean)));
    }

    private static Tensor<float> Copy(Tensor<float> tensor) => new(tensor.Shape, tensor.Span.ToArray());

    private static void Scatter(ReadOnlySpan<float> from, Tensor<float>[] tensors)
    {
        int at = 0;
        foreach (Tensor<float> tensor in tensors)
        {
            from.Slice(at, tensor.Span.Length).CopyTo(tensor.Span);
            at += tensor.Span.Length;
        }
    }

    private float[] Point() => [.. parameters.SelectMany(tensor => tensor.Span.ToArray())];

    private FrontLayer Layer(float[] point, string encoderSha256)
    {
        Tensor<float>[] tensors = [.. parameters.Select(tensor => new Tensor<float>(tensor.Shape))];
        Scatter(point, tensors);
        return new FrontLayer(tensors[0], tensors[1], tensors[2]) { EncoderSha256 = encoderSha256 };
    }
}

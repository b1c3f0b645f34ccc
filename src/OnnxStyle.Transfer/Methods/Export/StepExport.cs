using OnnxStyle.Imaging;
using OnnxStyle.Onnx;
using OnnxStyle.Optimization;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// Makes one step of the Gatys method with Adam, losses, gradient and update, as one graph that any program that runs ONNX models can paint with.
/// Differs from <see cref="StyleTransfer"/>: one size instead of a pyramid, the sum of the losses in float32, and no running average: the host sees
/// the iterate itself, counts the steps and stops when it likes.
/// </summary>
public static class StepExport
{
    /// <summary>Makes the step at the options' full size, with encoder and targets inside.</summary>
    /// <param name="options">The options; the optimiser must be Adam. Pyramid, iterations, <c>StopBelow</c>, snapshots and averaging are the host's affair and have no effect.</param>
    /// <param name="inputs">The pictures, also with regions, frozen pixels and a start.</param>
    /// <param name="cancellationToken">Stops the computation of the targets with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="OptionsException">An option does not fit a step; the message lists all that do not.</exception>
    /// <exception cref="OnnxStyleException">The encoder or a layer is missing, or a picture is too small.</exception>
    public static StepModel Build(StylizeOptions options, StylizeInputs inputs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(inputs);
        options.Validate();
        Check(options);
        inputs.Validate(options);
        using PaintEngine engine = new(options.Engine);
        _ = engine.Deepest(options.ContentLayers.Concat(options.StyleLayers).Select(layer => layer.Layer));
        PlannedLevel level = StylizePlan.Of(options with { Pyramid = false }, engine.Encoder, inputs.Content, inputs.Styles).Levels[^1];
        PreparedPictures pictures = new(options, inputs);
        List<string> notes = [];
        IReadOnlyList<BoundTerm> terms = new LevelTerms(engine, options, StylizeRecipe.For(options, engine.Encoder.Card), inputs, pictures).Bind(level, notes, cancellationToken);

        GraphBuilder graph = new("style_transfer_step");
        Shape shape = new(1, 3, level.Height, level.Width);
        Value image = graph.Input("image", shape), m = graph.Input("m", shape), v = graph.Input("v", shape), t = graph.Input("t", Shape.Scalar);
        LossGraph.Parts losses = LossGraph.Append(graph, image, engine, options.Convention, terms, options.NormalizeGradients, constants: true);
        Value gradient = losses.Gradient;
        bool[]? frozen = pictures.Frozen(level.Width, level.Height);
        if (frozen is not null) gradient = graph.Mul(gradient, graph.Constant(Movable(frozen, level), "movable"));
        bool bounded = options.Optimizer.BoxBounds ?? true;
        using (graph.Scope("adam")) Update(graph, Optimizers.AdamOptions(options.Optimizer), bounded, image, gradient, m, v, t);
        graph.Output(losses.Total, "total");
        Graph step = graph.Build();
        Describe(step, engine, options, inputs, notes);

        Image start = pictures.Start(level.Width, level.Height);
        PreparedPictures.Restore(start.Planar, frozen, PreparedPictures.Sized(pictures.Content, level.Width, level.Height));
        return new StepModel(step, bounded ? start.Clipped() : start);
    }

    // What the program does around its steps, and a graph of one step cannot hold.
    private static void Check(StylizeOptions options)
    {
        List<string> problems = [];
        if (options.Optimizer.Kind != OptimizerKind.Adam) problems.Add($"Optimizer.Kind is {options.Optimizer.Kind}: a step as a graph needs Adam, whose state is two pictures");
        if (options.Color == ColorControl.Luminance) problems.Add("Color is Luminance: the chroma is merged after the last step, outside of the graph; match the colours instead");
        if (options.ChromaMerge != ChromaMerge.None) problems.Add($"ChromaMerge is {options.ChromaMerge}: it comes after the last step, outside of the graph; choose None");
        if (options.MaxMemoryBytes is long most) problems.Add($"MaxMemoryBytes is {most}: the memory is the host's, which is not known here; choose LongSide and leave the limit out");
        OptionsException.ThrowIfAny(nameof(StylizeOptions), problems);
    }

    // [1, 1, H, W]: 0 where a pixel is frozen, else 1.
    private static Tensor<float> Movable(bool[] frozen, PlannedLevel level) =>
        new(new Shape(1, 1, level.Height, level.Width), Array.ConvertAll(frozen, still => still ? 0f : 1f));

    private static void Update(GraphBuilder graph, AdamOptions adam, bool bounded, Value image, Value gradient, Value mean, Value meanSquare, Value t)
    {
        (Value, Value) factors = AdamNodes.Factors(graph, AdamNodes.Double(graph, adam.LearningRate), t, adam.Beta1, adam.Beta2);
        (Value next, Value m, Value v) = AdamNodes.Append(graph, image, gradient, mean, meanSquare, factors, adam.Beta1, adam.Beta2, adam.Epsilon);
        if (bounded) next = graph.Clip(next, graph.Scalar(0), graph.Scalar(1));
        graph.Output(next, "image_next");
        graph.Output(m, "m_next");
        graph.Output(v, "v_next");
    }

    private static void Describe(Graph graph, PaintEngine engine, StylizeOptions options, StylizeInputs inputs, List<string> notes)
    {
        IDictionary<string, string> facts = graph.Metadata;
        facts["onnxstyle.kind"] = "style transfer step";
        facts["onnxstyle.description"] = "One step of neural style transfer (Gatys, Ecker, Bethge 2016) with Adam. Feed image_next, m_next and v_next back as image, m and v, "
            + "begin with m = v = 0 and count t from 1. Pictures are RGB in 0..1, [1, 3, H, W]; total is the loss of image.";
        facts["onnxstyle.encoder"] = engine.Encoder.Name;
        facts["onnxstyle.encoder_sha256"] = engine.EncoderSha256;
        facts["onnxstyle.encoder_licence"] = engine.Encoder.Card.Licence;
        facts["onnxstyle.options"] = (options with { Engine = options.Engine with { ModelFolder = null, Encoder = engine.Encoder.Name } }).ToJson();
        foreach (InputPicture picture in inputs.Describe()) facts[$"onnxstyle.input.{picture.Role}"] = $"{picture.Width} x {picture.Height} sha256 {picture.Sha256}";
        if (notes.Count > 0) facts["onnxstyle.notes"] = string.Join('\n', notes);
    }
}

using System.Globalization;
using OnnxStyle.Imaging;
using OnnxStyle.Onnx;
using OnnxStyle.Optimization;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// A whole optimisation step as one graph: losses, their gradient and Adam's update. Any program that runs ONNX models can paint with it: it feeds
/// the outputs back into the inputs, counts t up from 1 and stops when it likes.
/// </summary>
/// <remarks>
/// Inputs: <c>image</c>, <c>m</c>, <c>v</c> <c>[1, 3, H, W]</c> (m and v start as zeros) and <c>t</c> <c>[]</c>, the number of this step as a float, from 1. Outputs:
/// <c>image_out</c>, <c>m_out</c>, <c>v_out</c>, and <c>total</c> <c>[]</c>, the loss at <c>image</c>. Filters and targets are inside. One size, no pyramid, no average; pixels are
/// clamped as the options say.
/// </remarks>
public static class StepExport
{
    /// <summary>Builds the graph for some pictures at the full size of the options.</summary>
    /// <param name="inputs">The pictures; regions are taken, frozen pixels and a start are the caller's affair.</param>
    /// <param name="options">The options; the optimiser must be Adam. Null: the defaults with Adam.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="OnnxStyleException">An option, layer or size does not work.</exception>
    public static Graph Build(StylizeInputs inputs, StylizeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        options ??= new StylizeOptions { Optimizer = new OptimizerChoice { Kind = OptimizerKind.Adam } };
        options.Validate();
        inputs.Validate(options);
        if (options.Optimizer.Kind != OptimizerKind.Adam) throw new OptionsException(nameof(StylizeOptions), [$"Optimizer.Kind is {options.Optimizer.Kind}: an exported step is Adam's"]);
        PaintEngine engine = new(options.Engine);
        PlannedLevel level = StylizePlan.Of(options with { Pyramid = false }, engine.Encoder, inputs.Content, inputs.Styles).Levels[0];
        LevelTerms terms = new(engine, options, StylizeRecipe.For(options), inputs, new PreparedPictures(options, inputs));
        IReadOnlyList<BoundTerm> bound = terms.Bind(level, [], cancellationToken);

        GraphBuilder graph = new("step");
        Shape shape = new(1, 3, level.Height, level.Width);
        Value image = graph.Input("image", shape), m = graph.Input("m", shape), v = graph.Input("v", shape), t = graph.Input("t", Shape.Scalar);
        LossGraph.Parts parts = LossGraph.Append(graph, image, engine.Encoder, engine.Network, options.Convention, bound, options.NormalizeGradients, constants: true);
        AppendAdam(graph, image, m, v, t, parts.Gradient, options.Optimizer);
        graph.Output(parts.Total, "total");
        Graph result = graph.Build();
        result.Metadata["onnxstyle.method"] = "one step of Adam on the losses of Gatys et al.";
        result.Metadata["onnxstyle.encoder"] = engine.Encoder.Name;
        result.Metadata["onnxstyle.size"] = string.Create(CultureInfo.InvariantCulture, $"{level.Width} x {level.Height}");
        result.Metadata["onnxstyle.use"] = "image: RGB in 0..1, [1, 3, H, W]; m and v: zeros at first; t: 1, 2, 3, ...; feed image_out, m_out, v_out back";
        return result;
    }

    /// <summary>Builds the graph and writes it as one <c>.onnx</c> file, whole or not at all.</summary>
    /// <exception cref="OnnxStyleException">An option, layer or size does not work, or the file cannot be written.</exception>
    public static void Save(string path, StylizeInputs inputs, StylizeOptions? options = null, CancellationToken cancellationToken = default) =>
        OnnxWriter.Save(Build(inputs, options, cancellationToken), path);

    // m' = b1 m + (1 - b1) g; v' = b2 v + (1 - b2) g^2; image' = image - rate / (1 - b1^t) m' / (sqrt(v') / sqrt(1 - b2^t) + eps).
    private static void AppendAdam(GraphBuilder graph, Value image, Value m, Value v, Value t, Value gradient, OptimizerChoice choice)
    {
        using IDisposable scope = graph.Scope("adam");
        AdamOptions adam = Optimizers.AdamOptions(choice);
        Value newM = graph.Add(graph.Mul(m, graph.Scalar((float)adam.Beta1)), graph.Mul(gradient, graph.Scalar((float)(1 - adam.Beta1))));
        Value newV = graph.Add(graph.Mul(v, graph.Scalar((float)adam.Beta2)), graph.Mul(graph.Mul(gradient, gradient), graph.Scalar((float)(1 - adam.Beta2))));
        Value step = graph.Div(graph.Scalar((float)adam.LearningRate), Rest(graph, adam.Beta1, t));
        Value root = graph.Sqrt(Rest(graph, adam.Beta2, t));
        Value denominator = graph.Add(graph.Div(graph.Sqrt(newV), root), graph.Scalar((float)adam.Epsilon));
        Value newImage = graph.Sub(image, graph.Div(graph.Mul(newM, step), denominator));
        if (choice.BoxBounds ?? true) newImage = graph.Clip(newImage, graph.Scalar(0), graph.Scalar(1));
        graph.Output(newImage, "image_out");
        graph.Output(newM, "m_out");
        graph.Output(newV, "v_out");
    }

    // 1 - beta^t as -expm1(t ln beta) would be best; float32 is enough, its error is 1e-5 of the step at t = 1.
    private static Value Rest(GraphBuilder graph, double beta, Value t) => graph.Sub(graph.Scalar(1), graph.Pow(graph.Scalar((float)beta), t));
}

using OnnxStyle.Autograd;
using OnnxStyle.Onnx;
using OnnxStyle.Optimization;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>The weighted mean cross-entropy of a head over all rows, with half of L2 times its squared weights (biases are free), as one graph with its gradient.</summary>
internal sealed class HeadObjective : IObjective, IDisposable
{
    private readonly Session session;
    private readonly Tensor<float> parameters;
    private readonly Tensor<float> gradient;
    private readonly Tensor<float> loss = new(Shape.Scalar);
    private readonly Tensor<float> decay = new(Shape.Scalar);

    /// <param name="head">The head.</param>
    /// <param name="features">[rows, inputs], standardised.</param>
    /// <param name="classes">The class of each row.</param>
    /// <param name="weights">The weight of each row; they sum to 1.</param>
    /// <param name="runtime">How it is run.</param>
    public HeadObjective(HeadShape head, float[] features, int[] classes, double[] weights, SessionOptions runtime)
    {
        Length = head.Length;
        GraphBuilder graph = new("head");
        Value x = graph.Input("features", new Shape(classes.Length, head.Inputs));
        Value wanted = graph.Input("wanted", new Shape(classes.Length, head.Classes));
        Value all = graph.Input("parameters", new Shape(Length)), l2 = graph.Input("l2", Shape.Scalar);
        Dictionary<string, Value> named = new(StringComparer.Ordinal);
        List<Value> squares = [];
        long at = 0;
        foreach ((string name, Shape shape) in head.Parameters)
        {
            Value part = graph.Reshape(graph.Slice(all, [at], [at + shape.ElementCount], [0]), shape.ToArray());
            named.Add(name, part);
            if (shape.Rank == 2) squares.Add(graph.ReduceSum(graph.Mul(part, part), keepDims: false));
            at += shape.ElementCount;
        }

        Value entropy = graph.Neg(graph.ReduceSum(graph.Mul(wanted, graph.LogSoftmax(head.Append(graph, x, name => named[name]))), keepDims: false));
        Value total = graph.Add(entropy, graph.Mul(graph.Mul(l2, graph.Scalar(0.5f)), graph.Sum([.. squares])));
        graph.Output(total, "loss");
        graph.Output(Gradient.Append(graph, total, [all])[0], "gradient");
        session = Session.Create(graph.Build(), runtime);
        parameters = new Tensor<float>(all.Shape);
        gradient = new Tensor<float>(all.Shape);
        Tensor<float> target = new(wanted.Shape);
        for (int row = 0; row < classes.Length; row++) target.Span[(row * head.Classes) + classes[row]] = (float)weights[row];
        session.BindInput("features", new Tensor<float>(x.Shape, features));
        session.BindInput("wanted", target);
        session.BindInput("parameters", parameters);
        session.BindInput("l2", decay);
        session.BindOutput("loss", loss);
        session.BindOutput("gradient", gradient);
    }

    public int Length { get; }

    /// <summary>The factor of the squared weights.</summary>
    public double L2 { set => decay.Span[0] = (float)value; }

    public double Evaluate(ReadOnlySpan<float> x, Span<float> gradient)
    {
        x.CopyTo(parameters.Span);
        session.Run();
        this.gradient.Span.CopyTo(gradient);
        return loss.Span[0];
    }

    public void Dispose() => session.Dispose();
}

using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// Pixels stay in the range of pictures: mean(x^6) with x = 255 rgb - mean colour, nearly flat up to about 60 and steep beyond 128
/// (Mahendran and Vedaldi 2015, section 3.1, alpha = 6).
/// </summary>
/// <remarks>
/// Differs from the paper: a mean where it has a sum. Magnitude: 1e10 for photographs, more than 1e12 for pictures out of range, so weights are
/// of the order of 1e-12.
/// </remarks>
public sealed record PriorLoss : LossTerm
{
    /// <inheritdoc/>
    public override string Name { get; init; } = "prior";

    /// <inheritdoc/>
    public override LossRole Role => LossRole.Prior;

    /// <summary>The mean colour on the scale of 0 to 255, red, green, blue.</summary>
    public IReadOnlyList<float> MeanColor { get; init; } = [123.68f, 116.779f, 103.939f];

    /// <inheritdoc/>
    public override IReadOnlyList<LossNode> Build(LossContext context)
    {
        GraphBuilder graph = context.Graph;
        Value mean = graph.Constant(new Tensor<float>(new Shape(1, 3, 1, 1), [.. MeanColor]), "prior/mean");
        Value x = graph.Sub(graph.Mul(context.Image, graph.Scalar(255)), mean);
        Value square = graph.Mul(x, x);
        Value value = graph.ReduceMean(graph.Mul(graph.Mul(square, square), square), keepDims: false);
        return [new LossNode { Name = Name, Value = value, Feature = context.Image }];
    }
}

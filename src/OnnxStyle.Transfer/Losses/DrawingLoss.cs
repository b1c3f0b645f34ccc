using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// The painting has the strokes and the empty paper of a drawing: mean(w (Y - A)^2) / mean(w), Y the luminance of the painting, A that of the drawing and w
/// how much each pixel counts, both <c>[1, 1, H, W]</c> (after the auxiliary image of crowsonkb/style_transfer).
/// </summary>
/// <remarks>Magnitude: up to 1 for white paper where there should be ink; 0.01 in a finished painting.</remarks>
public sealed record DrawingLoss : LossTerm
{
    /// <summary>The target's name for A.</summary>
    public const string DrawingTarget = "drawing";

    /// <summary>The target's name for w.</summary>
    public const string WeightTarget = "weight";

    /// <inheritdoc/>
    public override string Name { get; init; } = "edges";

    /// <inheritdoc/>
    public override LossRole Role => LossRole.Drawing;

    /// <inheritdoc/>
    public override IReadOnlyList<LossNode> Build(LossContext context)
    {
        GraphBuilder graph = context.Graph;
        double sum = 0;
        foreach (float weight in context.TargetData(WeightTarget).Span) sum += weight;
        float scale = sum > 0 ? (float)(1 / sum) : 0;
        Value rec601 = graph.Constant(new Tensor<float>(new Shape(1, 3, 1, 1), [0.299f, 0.587f, 0.114f]), "luminance");
        Value luminance = graph.ReduceSum(graph.Mul(context.Image, rec601), [1]);
        Value difference = graph.Sub(luminance, context.Target(DrawingTarget));
        Value value = graph.ReduceSum(graph.Mul(graph.Mul(difference, difference), context.Target(WeightTarget)), keepDims: false);
        return [new LossNode { Name = Name, Value = graph.Mul(value, graph.Scalar(scale)), Feature = context.Image }];
    }
}

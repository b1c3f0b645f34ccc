using OnnxStyle.Onnx;

namespace OnnxStyle.Transfer;

/// <summary>
/// The painting has no pixel noise: neighbouring pixels are compared, in units of pixels in [0, 1], sums divided by the 3 H W entries of the
/// picture. L1 and L2: right and lower neighbour. Nine-point: 2 (dx^2/3 + dy^2/3 + both diagonals^2/12) with the border repeated
/// (crowsonkb/style-transfer-pytorch).
/// </summary>
/// <remarks>Magnitude of L2: 0.001 to 0.01 for photographs, 0.1 for noise.</remarks>
public sealed record TotalVariationLoss : LossTerm
{
    /// <inheritdoc/>
    public override string Name { get; init; } = "tv";

    /// <inheritdoc/>
    public override LossRole Role => LossRole.TotalVariation;

    /// <summary>How neighbours are compared.</summary>
    public TotalVariationKind Kind { get; init; } = TotalVariationKind.L2;

    /// <inheritdoc/>
    public override IReadOnlyList<LossNode> Build(LossContext context)
    {
        Value value = Kind == TotalVariationKind.NinePoint ? NinePoint(context.Graph, context.Image) : Neighbours(context.Graph, context.Image, Kind);
        return [new LossNode { Name = Name, Value = value, Feature = context.Image }];
    }

    private static Value Neighbours(GraphBuilder graph, Value image, TotalVariationKind kind)
    {
        long height = image.Shape[2], width = image.Shape[3];
        List<Value> sums = [];
        if (width > 1) sums.Add(Sum(graph, Difference(graph, image, [0, 1, height, width], [0, 0, height, width - 1]), kind));
        if (height > 1) sums.Add(Sum(graph, Difference(graph, image, [1, 0, height, width], [0, 0, height - 1, width]), kind));
        if (sums.Count == 0) return graph.Scalar(0);
        Value sum = sums.Count == 1 ? sums[0] : graph.Add(sums[0], sums[1]);
        return graph.Mul(sum, graph.Scalar(1f / image.Shape.ElementCount));
    }

    private static Value NinePoint(GraphBuilder graph, Value image)
    {
        long height = image.Shape[2], width = image.Shape[3];
        Value padded = graph.Pad(image, [0, 0, 1, 1, 0, 0, 1, 1], mode: "edge");
        Value right = Difference(graph, padded, [1, 2, height + 1, width + 2], [1, 1, height + 1, width + 1]);
        Value down = Difference(graph, padded, [2, 1, height + 2, width + 1], [1, 1, height + 1, width + 1]);
        Value falling = Difference(graph, padded, [1, 1, height + 2, width + 2], [0, 0, height + 1, width + 1]);
        Value rising = Difference(graph, padded, [1, 0, height + 2, width + 1], [0, 1, height + 1, width + 2]);
        Value straight = graph.Add(MeanSquare(graph, right), MeanSquare(graph, down));
        Value diagonal = graph.Add(MeanSquare(graph, falling), MeanSquare(graph, rising));
        return graph.Add(graph.Mul(straight, graph.Scalar(2f / 3)), graph.Mul(diagonal, graph.Scalar(1f / 6)));
    }

    // Windows as top, left, bottom, right.
    private static Value Difference(GraphBuilder graph, Value image, long[] plus, long[] minus) => graph.Sub(Window(graph, image, plus), Window(graph, image, minus));

    private static Value Window(GraphBuilder graph, Value image, long[] window) => graph.Slice(image, window[..2], window[2..], [2, 3]);

    private static Value Sum(GraphBuilder graph, Value difference, TotalVariationKind kind) =>
        graph.ReduceSum(kind == TotalVariationKind.L1 ? graph.Abs(difference) : graph.Mul(difference, difference), keepDims: false);

    private static Value MeanSquare(GraphBuilder graph, Value difference) => graph.ReduceMean(graph.Mul(difference, difference), keepDims: false);
}

using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Autograd;

/// <summary>The one place where broadcasting is undone, and where a compact gradient is spread again.</summary>
internal static class Broadcasting
{
    /// <summary>True when a value of shape <paramref name="from"/> can stand for its broadcast to <paramref name="to"/>.</summary>
    public static bool SpreadsTo(Shape from, Shape to)
    {
        if (from.Rank > to.Rank) return false;
        for (int i = 1; i <= from.Rank; i++)
        {
            if (from[^i] != to[^i] && from[^i] != 1) return false;
        }

        return true;
    }

    /// <summary>Sums a gradient over the axes along which an input of <paramref name="shape"/> was broadcast.</summary>
    /// <param name="graph">The graph that the nodes go to.</param>
    /// <param name="gradient">A gradient whose shape is <paramref name="shape"/> broadcast.</param>
    /// <param name="shape">The input's shape.</param>
    public static Value Undo(GraphBuilder graph, Value gradient, Shape shape)
    {
        if (gradient.Shape.Equals(shape)) return gradient;
        int extra = gradient.Shape.Rank - shape.Rank;
        List<long> axes = [];
        for (int i = 0; i < gradient.Shape.Rank; i++)
        {
            if (gradient.Shape[i] != 1 && (i < extra || shape[i - extra] == 1)) axes.Add(i);
        }

        Value sum = axes.Count == 0 ? gradient : graph.ReduceSum(gradient, [.. axes], keepDims: true);
        return extra == 0 ? sum : Reshape(graph, sum, shape);
    }

    /// <summary>Expands a compact gradient to its full shape.</summary>
    public static Value Spread(GraphBuilder graph, Value gradient, Shape shape) =>
        gradient.Shape.Equals(shape) ? gradient : graph.Expand(gradient, shape);

    /// <summary>Reshapes, unless the shape is already so. Also takes rank 0.</summary>
    public static Value Reshape(GraphBuilder graph, Value value, Shape shape)
    {
        if (value.Shape.Equals(shape)) return value;
        // An extent of 0 would mean "copy" to Reshape; empty tensors have no gradient worth computing, but must keep their shape.
        return shape.ElementCount == 0 ? graph.Expand(graph.Scalar(0f), shape) : graph.Reshape(value, shape.ToArray());
    }
}

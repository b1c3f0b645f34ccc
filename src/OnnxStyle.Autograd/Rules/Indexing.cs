using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Autograd.Rules;

/// <summary>Operators that pick elements by index: reading is the adjoint of adding at the same places. Indices have no gradient.</summary>
internal static class Indexing
{
    /// <summary>y = slices of x along an axis, in the order of the indices: dx = Σ of the slices of dy that came from each place.</summary>
    public static Value?[] Gather(GradientContext g)
    {
        Shape x = g.Input(0).Shape, index = g.Input(1).Shape;
        int axis = x.Axis(g.Node.Int("axis", 0));
        long[] dims = x.ToArray();
        dims[axis] = index.ElementCount;
        Shape flat = new(dims); // the axes of the indices as one
        long[] column = Window.Ones(x.Rank);
        column[axis] = index.ElementCount;
        Value places = g.Graph.Expand(g.Reshape(g.Input(1), new Shape(column)), flat);
        return [g.Graph.ScatterElements(g.Zeros(x), places, g.Reshape(g.Gradient, flat), axis, "add"), null];
    }

    /// <summary>y[i] = x[indices[i]] along an axis: dx = dy added at the indices.</summary>
    public static Value?[] GatherElements(GradientContext g) =>
        [g.Graph.ScatterElements(g.Zeros(g.Input(0).Shape), g.Input(1), g.Gradient, g.Input(0).Shape.Axis(g.Node.Int("axis", 0)), "add"), null];

    /// <summary>
    /// y = x with updates at indices, either in place of x (dx = dy with zeros there) or added (dx = dy); d(updates) = dy at the indices.
    /// Repeated indices are undefined without reduction, in ONNX as here.
    /// </summary>
    public static Value?[] ScatterElements(GradientContext g)
    {
        string reduction = g.Node.String("reduction", "none");
        if (reduction is not ("none" or "add")) throw g.Refuse($"reduction {reduction} has no rule; use none or add");
        Value indices = g.Input(1), dy = g.Gradient;
        int axis = dy.Shape.Axis(g.Node.Int("axis", 0));
        Value dx = reduction == "add" ? dy : g.Graph.ScatterElements(dy, indices, g.Zeros(indices.Shape), axis, "none");
        return [dx, null, g.Needs(2) ? g.Graph.GatherElements(dy, indices, axis) : null];
    }

    /// <summary>Values and indices of the k largest or smallest: dx = the gradient of the values, put back at the indices.</summary>
    public static Value?[] TopK(GradientContext g)
    {
        if (g.Node.Outputs.Count < 2) throw g.Refuse("its indices are needed; make the node with two outputs");
        Shape x = g.Input(0).Shape;
        return [g.Graph.ScatterElements(g.Zeros(x), g.Output(1), g.Gradient, x.Axis(g.Node.Int("axis", -1)), "none"), null];
    }
}

using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>Operators whose results are constants or come from shapes alone.</summary>
internal static class ConstantShapes
{
    public static Inferred[]? Constant(InferenceContext context)
    {
        Node node = context.Node;
        Tensor? tensor = node.Tensor("value");
        if (tensor is null && node.Ints("value_ints") is { } ints) tensor = new Tensor<long>(new Shape(ints.Length), ints);
        if (tensor is null && node.Attributes.ContainsKey("value_int")) tensor = new Tensor<long>(Shape.Scalar, [node.Int("value_int", 0)]);
        if (tensor is null && node.Attributes.ContainsKey("value_float")) tensor = new Tensor<float>(Shape.Scalar, [node.Float("value_float", 0)]);
        if (tensor is null && node.Floats("value_floats") is { } floats) tensor = new Tensor<float>(new Shape(floats.Length), floats);
        if (tensor is null) throw context.Wrong("one of the attributes value, value_int, value_ints, value_float and value_floats", "none");
        return InferenceContext.One(tensor.ElementType, tensor.Shape, tensor);
    }

    public static Inferred[]? OfShape(InferenceContext context)
    {
        Tensor? value = context.Node.Tensor("value");
        if (value is not null && value.Shape.ElementCount != 1) throw context.Wrong("one element in the attribute 'value'", $"{value.Shape}");
        if (context.Integers(0) is not { } dims) return null;
        Shape shape = context.Extents(dims);
        long[]? folded = value is Tensor<long> number && shape.ElementCount <= 64 ? Enumerable.Repeat(number.Span[0], (int)shape.ElementCount).ToArray() : null;
        return InferenceContext.One(value?.ElementType ?? ElementType.Float32, shape, InferenceContext.Fold(shape, folded));
    }

    public static Inferred[] ShapeOf(InferenceContext context)
    {
        Shape shape = context.Shape(0);
        int start = Bound(context.Node.Int("start", 0), shape.Rank), end = Bound(context.Node.Int("end", shape.Rank), shape.Rank);
        long[] dims = shape.ToArray()[start..Math.Max(start, end)];
        Shape result = new(dims.Length);
        return InferenceContext.One(ElementType.Int64, result, InferenceContext.Fold(result, dims));
    }

    public static Inferred[] Size(InferenceContext context) =>
        InferenceContext.One(ElementType.Int64, Shape.Scalar, InferenceContext.Fold(Shape.Scalar, [context.Shape(0).ElementCount]));

    private static int Bound(long index, int rank) => (int)Math.Clamp(index < 0 ? index + rank : index, 0, rank);
}

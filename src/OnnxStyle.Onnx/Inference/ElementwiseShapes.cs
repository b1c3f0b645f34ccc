using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>Operators that work element by element, with broadcasting where they take several inputs.</summary>
internal static class ElementwiseShapes
{
    public static Inferred[] Unary(InferenceContext context) => context.LikeFirst();

    public static Inferred[] Identity(InferenceContext context) => InferenceContext.One(context.Type(0), context.Shape(0), context.Input(0).Known);

    public static Inferred[] Arithmetic(InferenceContext context)
    {
        Shape shape = context.Broadcast(context.Shape(0), context.Shape(1));
        return InferenceContext.One(context.SameType(0, 1), shape, FoldArithmetic(context, shape));
    }

    /// <summary>The exponent may be of another type; the result is of the base's.</summary>
    public static Inferred[] Power(InferenceContext context) => InferenceContext.One(context.Type(0), context.Broadcast(context.Shape(0), context.Shape(1)));

    public static Inferred[] Comparison(InferenceContext context)
    {
        context.SameType(0, 1);
        return InferenceContext.One(ElementType.Boolean, context.Broadcast(context.Shape(0), context.Shape(1)));
    }

    public static Inferred[] Logic(InferenceContext context)
    {
        if (context.SameType(0, 1) != ElementType.Boolean) throw context.Wrong("Boolean inputs", $"{context.Type(0)}");
        return InferenceContext.One(ElementType.Boolean, context.Broadcast(context.Shape(0), context.Shape(1)));
    }

    public static Inferred[] Variadic(InferenceContext context)
    {
        Shape shape = context.Shape(0);
        for (int i = 1; i < context.Node.Inputs.Count; i++)
        {
            context.SameType(0, i);
            shape = context.Broadcast(shape, context.Shape(i));
        }

        return InferenceContext.One(context.Type(0), shape);
    }

    public static Inferred[] Where(InferenceContext context)
    {
        if (context.Type(0) != ElementType.Boolean) throw context.Wrong("a Boolean condition", $"{context.Type(0)}");
        Shape shape = context.Broadcast(context.Broadcast(context.Shape(0), context.Shape(1)), context.Shape(2));
        return InferenceContext.One(context.SameType(1, 2), shape);
    }

    public static Inferred[] Clip(InferenceContext context)
    {
        for (int i = 1; i <= 2; i++)
        {
            if (!context.Has(i)) continue;
            context.SameType(0, i);
            if (context.Shape(i).Rank != 0) throw context.Wrong($"a scalar of shape [] as bound, input {i}", $"{context.Shape(i)}");
        }

        return context.LikeFirst();
    }

    public static Inferred[] Cast(InferenceContext context)
    {
        ElementType type = (ElementType)(int)Math.Clamp(context.Node.Int("to", 0), 0, 255);
        if (type == ElementType.Undefined || !Enum.IsDefined(type)) throw context.Wrong("an element type in the attribute 'to'", $"{context.Node.Int("to", 0)}");
        return InferenceContext.One(type, context.Shape(0), type == context.Type(0) ? context.Input(0).Known : null);
    }

    public static Inferred[] Dropout(InferenceContext context) =>
        [new Inferred(context.Type(0), context.Shape(0)), new Inferred(ElementType.Boolean, context.Shape(0))];

    private static Tensor? FoldArithmetic(InferenceContext context, Shape shape)
    {
        if (context.Folded(0) is not { } left || context.Folded(1) is not { } right) return null;
        long count = shape.ElementCount;
        if ((left.Length != 1 && left.Length != count) || (right.Length != 1 && right.Length != count)) return null;
        long[] result = new long[count];
        for (int i = 0; i < count; i++)
        {
            long l = left[left.Length == 1 ? 0 : i], r = right[right.Length == 1 ? 0 : i];
            switch (context.Node.OpType)
            {
                case "Add": result[i] = l + r; break;
                case "Sub": result[i] = l - r; break;
                case "Mul": result[i] = l * r; break;
                case "Div" when r != 0: result[i] = l / r; break;
                default: return null;
            }
        }

        return InferenceContext.Fold(shape, result);
    }
}

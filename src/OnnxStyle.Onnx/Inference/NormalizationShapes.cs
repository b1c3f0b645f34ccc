using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>Normalizations: the shape stays, the parameters have to fit the channels.</summary>
internal static class NormalizationShapes
{
    public static Inferred[] Instance(InferenceContext context)
    {
        Shape x = context.Ranked(0, 3);
        Channels(context, x[1], 2);
        return context.LikeFirst();
    }

    public static Inferred[] Batch(InferenceContext context)
    {
        Shape x = context.Ranked(0, 2);
        Channels(context, x[1], 4);
        Inferred y = new(context.Type(0), x);
        if (context.Node.Int("training_mode", 0) == 0) return [y];
        Inferred running = new(context.Type(3), new Shape(x[1]));
        return [y, running, running];
    }

    public static Inferred[] Layer(InferenceContext context)
    {
        Shape x = context.Ranked(0, 1);
        int axis = context.Axis(context.Node.Int("axis", -1), x.Rank);
        Shape rest = new(x.ToArray().AsSpan(axis));
        if (!context.Broadcast(context.Shape(1), rest).Equals(rest)) throw context.Wrong($"a scale that broadcasts to {rest}", $"{context.Shape(1)}");
        long[] dims = x.ToArray();
        dims.AsSpan(axis).Fill(1);
        Inferred statistics = new(ElementType.Float32, new Shape(dims));
        return [new Inferred(context.Type(0), x), statistics, statistics];
    }

    public static Inferred[] Softmax(InferenceContext context)
    {
        Shape x = context.Ranked(0, 1);
        context.Axis(context.Node.Int("axis", context.Opset >= 13 ? -1 : 1), x.Rank);
        return context.LikeFirst();
    }

    private static void Channels(InferenceContext context, long channels, int count)
    {
        Shape expected = new(channels);
        for (int i = 1; i <= count; i++)
        {
            if (!context.Shape(i).Equals(expected)) throw context.Wrong($"shape {expected} as input {i} for {context.Shape(0)}", $"{context.Shape(i)}");
        }
    }
}

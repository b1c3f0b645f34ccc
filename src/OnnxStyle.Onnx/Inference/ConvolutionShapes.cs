using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>Operators that slide a window over the axes behind <c>[N, C]</c>.</summary>
internal static class ConvolutionShapes
{
    public static Inferred[] Conv(InferenceContext context)
    {
        Shape x = context.Ranked(0, 3), w = context.Ranked(1, x.Rank, x.Rank); // [N, C, H, W], [M, C / group, kH, kW]
        context.SameType(0, 1);
        long group = Group(context);
        if (w[1] * group != x[1]) throw context.Wrong($"{w[1] * group} channels for filters {w} in {group} groups", $"{x}");
        if (w[0] % group != 0) throw context.Wrong($"a number of filters that {group} groups divide", $"{w}");
        Bias(context, w[0]);
        long[] kernel = KernelOf(context, w);
        long[] result = Windows(context, x, kernel, ceil: false);
        result[1] = w[0];
        return InferenceContext.One(context.Type(0), context.Extents(result));
    }

    public static Inferred[] ConvTranspose(InferenceContext context)
    {
        Shape x = context.Ranked(0, 3), w = context.Ranked(1, x.Rank, x.Rank); // [N, C, H, W], [C, M / group, kH, kW]
        context.SameType(0, 1);
        int axes = x.Rank - 2;
        long group = Group(context);
        if (w[0] != x[1]) throw context.Wrong($"{w[0]} channels for filters {w}", $"{x}");
        if (x[1] % group != 0) throw context.Wrong($"a number of channels that {group} groups divide", $"{x}");
        Bias(context, w[1] * group);
        long[] kernel = KernelOf(context, w);
        long[] strides = context.List("strides", axes, 1, 1), dilations = context.List("dilations", axes, 1, 1);
        long[] pads = context.List("pads", 2 * axes, 0, 0), extra = context.List("output_padding", axes, 0, 0);
        long[]? wanted = context.Node.Ints("output_shape");
        bool same = context.Node.String("auto_pad", "NOTSET").StartsWith("SAME", StringComparison.Ordinal);
        if (wanted is not null && wanted.Length < axes) throw context.Wrong($"{axes} extents in output_shape", $"[{string.Join(", ", wanted)}]");
        long[] result = x.ToArray();
        result[1] = w[1] * group;
        for (int i = 0; i < axes; i++)
        {
            long full = (strides[i] * (x[i + 2] - 1)) + extra[i] + ((kernel[i] - 1) * dilations[i]) + 1;
            result[i + 2] = wanted is not null ? wanted[wanted.Length - axes + i] : same ? x[i + 2] * strides[i] : full - pads[i] - pads[axes + i];
        }

        return InferenceContext.One(context.Type(0), context.Extents(result));
    }

    public static Inferred[] Pool(InferenceContext context)
    {
        Shape x = context.Ranked(0, 3);
        long[] kernel = context.Node.Ints("kernel_shape") ?? [];
        if (kernel.Length != x.Rank - 2 || kernel.Any(extent => extent < 1)) throw context.Wrong($"a kernel_shape of {x.Rank - 2} positive extents for {x}", $"[{string.Join(", ", kernel)}]");
        Shape result = context.Extents(Windows(context, x, kernel, context.Node.Int("ceil_mode", 0) != 0));
        Inferred values = new(context.Type(0), result);
        return context.Node.OpType == "MaxPool" ? [values, new Inferred(ElementType.Int64, result)] : [values];
    }

    public static Inferred[] GlobalPool(InferenceContext context)
    {
        long[] dims = context.Ranked(0, 3).ToArray();
        dims.AsSpan(2).Fill(1);
        return InferenceContext.One(context.Type(0), new Shape(dims));
    }

    private static long Group(InferenceContext context)
    {
        long group = context.Node.Int("group", 1);
        return group >= 1 ? group : throw context.Wrong("a group of 1 or more", $"{group}");
    }

    private static void Bias(InferenceContext context, long filters)
    {
        if (context.Has(2) && !context.Shape(2).Equals(new Shape(filters))) throw context.Wrong($"a bias of shape [{filters}]", $"{context.Shape(2)}");
    }

    private static long[] KernelOf(InferenceContext context, Shape w)
    {
        long[] kernel = w.ToArray()[2..];
        if (context.Node.Ints("kernel_shape") is { } said && !said.AsSpan().SequenceEqual(kernel)) throw context.Wrong($"the kernel_shape of filters {w}", $"[{string.Join(", ", said)}]");
        if (kernel.Any(extent => extent < 1)) throw context.Wrong("filters with kernel extents of 1 or more", $"{w}");
        return kernel;
    }

    private static long[] Windows(InferenceContext context, Shape x, long[] kernel, bool ceil)
    {
        int axes = kernel.Length;
        long[] strides = context.List("strides", axes, 1, 1), dilations = context.List("dilations", axes, 1, 1), pads = context.List("pads", 2 * axes, 0, 0);
        string auto = context.Node.String("auto_pad", "NOTSET");
        long[] result = x.ToArray();
        for (int i = 0; i < axes; i++)
        {
            long extent = x[i + 2], window = ((kernel[i] - 1) * dilations[i]) + 1;
            if (auto is "SAME_UPPER" or "SAME_LOWER")
            {
                result[i + 2] = (extent + strides[i] - 1) / strides[i];
                continue;
            }

            long before = auto == "VALID" ? 0 : pads[i], room = extent + before + (auto == "VALID" ? 0 : pads[axes + i]) - window;
            if (room < 0)
                throw context.Wrong($"at least {window} elements with padding for kernel [{string.Join(", ", kernel)}] along axis {i + 2}", $"{room + window} of {x}");
            long count = (ceil ? (room + strides[i] - 1) / strides[i] : room / strides[i]) + 1;
            if (ceil && (count - 1) * strides[i] >= extent + before) count--; // the last window has to start inside the image or its left padding
            result[i + 2] = count;
        }

        return result;
    }
}

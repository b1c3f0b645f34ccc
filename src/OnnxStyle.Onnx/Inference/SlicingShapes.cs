using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>Operators that cut, extend, repeat or resample along axes.</summary>
internal static class SlicingShapes
{
    public static Inferred[]? Slice(InferenceContext context)
    {
        Shape x = context.Shape(0);
        bool old = context.Opset < 10;
        long[]? starts = old ? context.Node.Ints("starts") ?? [] : context.Integers(1), ends = old ? context.Node.Ints("ends") ?? [] : context.Integers(2);
        long[]? said = context.InputOrAttribute(3, "axes", 10), steps = !old && context.Has(4) ? context.Integers(4) : null;
        if (context.Missing >= 0 || starts is null || ends is null) return null;
        int[] axes = said is null ? Enumerable.Range(0, starts.Length).ToArray() : context.Axes(said, x.Rank);
        if (starts.Length > x.Rank || ends.Length != starts.Length || axes.Length != starts.Length || (steps is not null && steps.Length != starts.Length))
            throw context.Wrong($"as many starts, ends, axes and steps, at most {x.Rank} for {x}", $"{starts.Length}, {ends.Length}, {axes.Length} and {steps?.Length ?? starts.Length}");
        long[] dims = x.ToArray();
        long[]? folded = x.Rank == 1 && starts.Length == 1 ? context.Folded(0) : null;
        for (int i = 0; i < axes.Length; i++)
        {
            long extent = x[axes[i]], step = steps?[i] ?? 1;
            if (step == 0) throw context.Wrong("steps other than 0", $"[{string.Join(", ", steps!)}]");
            long lowest = step > 0 ? 0 : -1, highest = step > 0 ? extent : extent - 1;
            long start = Math.Clamp(starts[i] < 0 ? starts[i] + extent : starts[i], step > 0 ? 0 : Math.Min(0, highest), Math.Max(highest, step > 0 ? 0 : Math.Min(0, highest)));
            long end = Math.Clamp(ends[i] < 0 ? Math.Max(ends[i], long.MinValue + extent) + extent : ends[i], lowest, Math.Max(lowest, highest));
            long count = extent == 0 ? 0 : step > 0 ? CeilingRatio(end - start, step) : CeilingRatio(start - end, step == long.MinValue ? long.MaxValue : -step);
            dims[axes[i]] = count;
            if (folded is not null) folded = [.. Enumerable.Range(0, (int)count).Select(n => folded[start + (n * step)])];
        }

        Shape result = context.Extents(dims);
        return InferenceContext.One(context.Type(0), result, InferenceContext.Fold(result, folded));
    }

    public static Inferred[]? Pad(InferenceContext context)
    {
        Shape x = context.Shape(0);
        long[]? pads = context.InputOrAttribute(1, "pads", 11), said = context.Opset >= 18 && context.Has(3) ? context.Integers(3) : null;
        if (context.Missing >= 0) return null;
        int[] axes = said is null ? Enumerable.Range(0, x.Rank).ToArray() : context.Axes(said, x.Rank);
        if (pads is null || pads.Length != 2 * axes.Length) throw context.Wrong($"{2 * axes.Length} pads, first those before each axis, for {x}", $"{pads?.Length ?? 0}");
        if (context.Has(2)) context.SameType(0, 2);
        string mode = context.Node.String("mode", "constant");
        long[] dims = x.ToArray();
        for (int i = 0; i < axes.Length; i++)
        {
            long before = pads[i], after = pads[i + axes.Length], extent = dims[axes[i]];
            if (mode == "reflect" && Math.Max(before, after) >= Math.Max(extent, 1))
                throw context.Wrong($"reflecting pads smaller than extent {extent} of axis {axes[i]} of {x}", $"[{string.Join(", ", pads)}]");
            dims[axes[i]] = extent + before + after;
        }

        return InferenceContext.One(context.Type(0), context.Extents(dims));
    }

    public static Inferred[]? Tile(InferenceContext context)
    {
        Shape x = context.Shape(0);
        if (context.Integers(1) is not { } repeats) return null;
        if (repeats.Length != x.Rank || repeats.Any(count => count < 0)) throw context.Wrong($"{x.Rank} repeats of 0 or more for {x}", $"[{string.Join(", ", repeats)}]");
        return InferenceContext.One(context.Type(0), context.Extents([.. x.Select((extent, axis) => extent * repeats[axis])]));
    }

    public static Inferred[]? Split(InferenceContext context)
    {
        Shape x = context.Ranked(0, 1);
        int axis = context.Axis(context.Node.Int("axis", 0), x.Rank);
        long[]? parts = context.InputOrAttribute(1, "split", 13);
        if (context.Missing >= 0) return null;
        long count = context.OutputCount;
        if (parts is null)
        {
            long size = CeilingRatio(x[axis], count);
            if (context.Opset < 18 && x[axis] % count != 0) throw context.Wrong($"an extent of axis {axis} that {count} divides", $"{x}");
            parts = [.. Enumerable.Range(0, (int)count).Select(i => Math.Max(0, Math.Min(size, x[axis] - (i * size))))];
        }

        if (parts.Length != count || parts.Any(part => part < 0) || parts.Sum() != x[axis])
            throw context.Wrong($"{count} parts of axis {axis} of {x}", $"[{string.Join(", ", parts)}]");
        Inferred[] result = new Inferred[parts.Length];
        long[] dims = x.ToArray();
        for (int i = 0; i < result.Length; i++)
        {
            dims[axis] = parts[i];
            result[i] = new Inferred(context.Type(0), new Shape(dims));
        }

        return result;
    }

    public static Inferred[]? Resize(InferenceContext context)
    {
        Shape x = context.Shape(0);
        if (!context.Has(3)) return Scaled(context, x, context.Opset < 11 ? 1 : 2);
        if (context.Integers(3) is not { } sizes) return null;
        long[] dims = x.ToArray();
        int[] axes = context.Node.Ints("axes") is { } said ? context.Axes(said, x.Rank) : Enumerable.Range(0, x.Rank).ToArray();
        if (context.Node.String("keep_aspect_ratio_policy", "stretch") != "stretch") throw context.Wrong("the policy 'stretch'", context.Node.String("keep_aspect_ratio_policy", ""));
        if (sizes.Length != axes.Length) throw context.Wrong($"{axes.Length} sizes for {x}", $"[{string.Join(", ", sizes)}]");
        for (int i = 0; i < axes.Length; i++) dims[axes[i]] = sizes[i];
        return InferenceContext.One(context.Type(0), context.Extents(dims));
    }

    public static Inferred[]? Upsample(InferenceContext context) => Scaled(context, context.Shape(0), 1);

    private static Inferred[]? Scaled(InferenceContext context, Shape x, int input)
    {
        float[]? scales = context.Opset < 9 ? context.Node.Floats("scales") : context.Input(input).Known is Tensor<float> tensor ? tensor.Span.ToArray() : null;
        if (scales is null) return null;
        if (scales.Length != x.Rank) throw context.Wrong($"{x.Rank} scales for {x}", $"{scales.Length}");
        long[] dims = new long[x.Rank];
        for (int i = 0; i < dims.Length; i++)
        {
            double extent = Math.Floor(x[i] * (double)scales[i]);
            if (!(extent >= 0 && extent <= int.MaxValue)) throw context.Wrong($"a finite scale of 0 or more for axis {i} of {x}", $"{scales[i]}");
            dims[i] = (long)extent;
        }

        return InferenceContext.One(context.Type(0), context.Extents(dims));
    }

    private static long CeilingRatio(long count, long step) => count <= 0 ? 0 : ((count - 1) / step) + 1;
}

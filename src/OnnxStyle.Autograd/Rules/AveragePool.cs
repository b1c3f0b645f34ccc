using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Autograd.Rules;

/// <summary>
/// Average pooling: <c>y[o] = Σ_{k in window} x[o·s + k - p] / count(o)</c>. Backward: every element of a window gets
/// <c>dy[o] / count(o)</c>. x [N, C, in...], y and dy [N, C, out...].
/// </summary>
/// <remarks>
/// Windows that tile the image (stride = kernel, no padding): nearest upsampling of dy / count; the odd last rows and columns
/// that no window reached get zeros. Otherwise: a transposed convolution, channel by channel, with a kernel of ones.
/// </remarks>
internal static class AveragePool
{
    public static Value?[] Build(GradientContext g)
    {
        Value x = g.Input(0), dy = g.Gradient;
        long[] kernel = g.Node.Ints("kernel_shape") ?? throw g.Refuse("kernel_shape is missing");
        Window window = Window.Of(g, x.Shape, dy.Shape, kernel);
        if (window.Dilations.Any(d => d != 1)) throw g.Refuse("dilated pooling has no rule");
        if (Tiles(window, x.Shape, dy.Shape))
            return [Upsample(g, g.Scale(dy, 1.0 / kernel.Aggregate(1L, (a, b) => a * b)), kernel, x.Shape)];
        return [Spread(g, Share(g, dy, window, x.Shape), window, x.Shape)];
    }

    /// <summary>y = mean of all spatial elements; each gets dy / count.</summary>
    public static Value?[] Global(GradientContext g)
    {
        Shape shape = g.Input(0).Shape;
        return [g.Scale(g.Gradient, (double)(shape[0] * shape[1]) / shape.ElementCount)];
    }

    /// <summary>True when the windows neither overlap nor leave gaps nor hang over an edge.</summary>
    public static bool Tiles(Window window, Shape input, Shape output)
    {
        for (int i = 0; i < window.Kernel.Length; i++)
        {
            if (window.Strides[i] != window.Kernel[i] || window.Dilations[i] != 1 || window.Begin[i] != 0 || window.End[i] != 0
                || output[i + 2] * window.Kernel[i] > input[i + 2])
                return false;
        }

        return true;
    }

    /// <summary>Repeats every element over its window, and adds zeros to reach the extents of <paramref name="input"/>.</summary>
    public static Value Upsample(GradientContext g, Value y, long[] kernel, Shape input)
    {
        Value scales = g.Graph.Constant(new Tensor<float>(new Shape(kernel.Length + 2), [1f, 1f, .. kernel.Select(k => (float)k)]));
        Value up = kernel.All(k => k == 1) ? y : g.Graph.Op(
            "Resize",
            [y, null, scales],
            OnnxAttribute.Of("mode", "nearest"),
            OnnxAttribute.Of("coordinate_transformation_mode", "asymmetric"),
            OnnxAttribute.Of("nearest_mode", "floor"));
        return g.Fit(up, new long[input.Rank], input.ToArray());
    }

    /// <summary>dy / count(o), where the count of a window leaves out its padding or not, as the node says.</summary>
    private static Value Share(GradientContext g, Value dy, Window window, Shape input)
    {
        bool includePad = g.Node.Int("count_include_pad", 0) != 0;
        int rank = window.Kernel.Length;
        double[] share = [1.0];
        for (int i = 0; i < rank; i++)
        {
            double[] along = new double[dy.Shape[i + 2]];
            for (long o = 0; o < along.Length; o++)
            {
                long first = (o * window.Strides[i]) - window.Begin[i], last = first + window.Kernel[i];
                if (includePad && last > input[i + 2] + window.End[i])
                    throw g.Refuse("count_include_pad with ceil_mode and a window beyond the padding has no agreed divisor; pad with a Pad node first");
                long count = includePad ? window.Kernel[i] : Math.Min(last, input[i + 2]) - Math.Max(first, 0);
                along[o] = 1.0 / count;
            }

            share = [.. share.SelectMany(a => along.Select(b => a * b))];
        }

        if (share.All(s => s == share[0])) return g.Scale(dy, share[0]);
        Tensor<float> table = new(new Shape([1, 1, .. dy.Shape.ToArray()[2..]]), [.. share.Select(s => (float)s)]);
        return g.Graph.Mul(dy, g.Graph.Constant(table));
    }

    private static Value Spread(GradientContext g, Value share, Window window, Shape input)
    {
        long channels = input[1];
        Tensor<float> ones = new(new Shape([channels, 1, .. window.Kernel]));
        ones.Span.Fill(1f);
        Value whole = g.Graph.ConvTranspose(share, g.Graph.Constant(ones), null, strides: window.Strides, group: channels);
        return g.Fit(whole, [0, 0, .. window.Begin], input.ToArray());
    }
}

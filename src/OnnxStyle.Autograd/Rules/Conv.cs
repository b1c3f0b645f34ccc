using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Autograd.Rules;

/// <summary>
/// Convolution, any rank, strides, pads, dilations and groups. Forward, per group, with stride s, dilation d and padding p:
/// <c>y[n, m, o] = b[m] + Σ_{c, k} x[n, c, o·s + k·d - p] · w[m, c, k]</c>.
/// </summary>
/// <remarks>
/// Shapes: x [N, C, in...], w [M, C/G, K...], b [M], y and dy [N, M, out...].
/// <para>dx, stride 1: a convolution of dy with w turned by 180 degrees and its channels swapped, padded with d(K-1) - p. On the
/// processor it takes 0.8 of the time of ConvTranspose. The turning is a few nodes on an initializer, folded when a session is made.</para>
/// <para>dx, other strides: ConvTranspose of dy with w itself.</para>
/// <para>dw: a convolution of x with dy as its filter, batch and channels swapped, strides and dilations swapped.</para>
/// <para>dw by products (<see cref="FilterForm.Products"/>; two axes, one group, up to <see cref="MostTaps"/> places of the kernel): for each place one product of the shifted x with
/// dy. In plain ONNX Runtime it takes a fraction of the time of the convolution, whose product has as few columns as the kernel has places.</para>
/// <para>db = Σ dy over all axes but the channels.</para>
/// </remarks>
internal static class Conv
{
    private const int MostTaps = 25;

    public static Value?[] Build(GradientContext g) => Build(g, FilterForm.Convolution);

    public static Value?[] BuildByProducts(GradientContext g) => Build(g, FilterForm.Products);

    private static Value?[] Build(GradientContext g, FilterForm form)
    {
        Value x = g.Input(0), w = g.Input(1), dy = g.Gradient;
        long group = g.Node.Int("group", 1);
        Window window = Window.Of(g, x.Shape, dy.Shape, w.Shape.ToArray()[2..]);
        return g.Return(
            g.Needs(0) ? Data(g, x.Shape, w, dy, window, group) : null,
            g.Needs(1) ? (form == FilterForm.Products && Tapped(w.Shape, group) ? ByTaps(g, x, w.Shape, dy, window) : Filter(g, x, w.Shape, dy, window, group)) : null,
            g.Needs(2) ? g.Graph.ReduceSum(dy, GradientContext.AxesBut(dy.Shape.Rank, 1), keepDims: false) : null);
    }

    /// <summary>The gradient of a convolution's filter; also of a transposed convolution's, whose x and dy are each other's.</summary>
    public static Value Filter(GradientContext g, Value x, Shape filter, Value dy, Window window, long group)
    {
        Value lines = SwapBatch(g, x, group), kernels = SwapBatch(g, dy, 1); // [C/G, G·N, in...], [M, N, out...]
        Value dw = g.Graph.Conv(lines, kernels, null, strides: window.Dilations, pads: window.Pads, dilations: window.Strides, group: group);
        dw = Swap01(g, dw); // [M, C/G, K or more...]
        // Where the stride does not divide the extent, the last elements of x see no kernel, and dw comes out too long.
        return dw.Shape.Equals(filter) ? dw : g.Fit(dw, new long[filter.Rank], filter.ToArray());
    }

    private static bool Tapped(Shape filter, long group) => group == 1 && filter.Rank == 4 && filter[2] * filter[3] <= MostTaps;

    // dw[m, c, r, s] = Σ_{n, o} x[n, c, o·stride + (r, s)·dilation - pad] · dy[n, m, o], a product of [C, out] and [out, M] for each picture and (r, s).
    private static Value ByTaps(GradientContext g, Value x, Shape filter, Value dy, Window window)
    {
        long n = x.Shape[0], m = filter[0], c = filter[1], height = dy.Shape[2], width = dy.Shape[3];
        Value padded = window.Pads.All(p => p == 0) ? x : g.Graph.Pad(x, [0, 0, .. window.Begin, 0, 0, .. window.End]);
        Value right = g.Graph.Transpose(g.Reshape(dy, new Shape(n, m, height * width)), [0, 2, 1]); // [N, out, M]
        List<Value> taps = [];
        for (long r = 0; r < filter[2]; r++)
        {
            for (long s = 0; s < filter[3]; s++)
            {
                long top = r * window.Dilations[0], left = s * window.Dilations[1];
                long bottom = top + ((height - 1) * window.Strides[0]) + 1, end = left + ((width - 1) * window.Strides[1]) + 1;
                bool whole = top == 0 && left == 0 && bottom == padded.Shape[2] && end == padded.Shape[3] && window.Strides.All(step => step == 1);
                Value shifted = whole ? padded : g.Graph.Slice(padded, [top, left], [bottom, end], [2, 3], window.Strides);
                Value product = g.Graph.MatMul(g.Reshape(shifted, new Shape(n, c, height * width)), right); // [N, C, M]
                Value sum = n == 1 ? product : g.Graph.ReduceSum(product, [0], keepDims: true);
                taps.Add(g.Reshape(sum, new Shape(1, c, m)));
            }
        }

        Value all = taps.Count == 1 ? taps[0] : g.Graph.Concat(0, [.. taps]); // [R·S, C, M]
        return g.Reshape(g.Graph.Transpose(all, [2, 1, 0]), filter);
    }

    private static Value Data(GradientContext g, Shape input, Value w, Value dy, Window window, long group)
    {
        int rank = window.Kernel.Length;
        if (window.Strides.Any(s => s != 1)) return Transposed(g, input, w, dy, window, group);
        long[] pads = new long[2 * rank], starts = new long[rank + 2], lengths = dy.Shape.ToArray();
        for (int i = 0; i < rank; i++)
        {
            long begin = window.Span(i) - 1 - window.Begin[i], end = window.Span(i) - 1 - window.End[i];
            pads[i] = Math.Max(0, begin);
            pads[rank + i] = Math.Max(0, end);
            // More padding than kernel: the outermost results saw zeros only.
            starts[i + 2] = Math.Max(0, -begin);
            lengths[i + 2] -= starts[i + 2] + Math.Max(0, -end);
        }

        return g.Graph.Conv(g.Fit(dy, starts, lengths), Turn(g, w, group), null, pads: pads, dilations: window.Dilations, group: group);
    }

    private static Value Transposed(GradientContext g, Shape input, Value w, Value dy, Window window, long group)
    {
        int rank = window.Kernel.Length;
        long[] rest = new long[rank];
        for (int i = 0; i < rank; i++)
        {
            long reached = ((dy.Shape[i + 2] - 1) * window.Strides[i]) + window.Span(i) - window.Begin[i] - window.End[i];
            rest[i] = input[i + 2] - reached;
        }

        return g.Graph.ConvTranspose(dy, w, null, strides: window.Strides, pads: window.Pads, dilations: window.Dilations, group: group, outputPadding: rest);
    }

    /// <summary>[M, C/G, K...] to [C, M/G, K...], every kernel turned around.</summary>
    private static Value Turn(GradientContext g, Value w, long group)
    {
        Value swapped;
        if (group == 1)
        {
            swapped = Swap01(g, w);
        }
        else
        {
            long[] kernel = w.Shape.ToArray()[2..];
            long m = w.Shape[0] / group, c = w.Shape[1];
            Value split = g.Reshape(w, new Shape([group, m, c, .. kernel]));
            swapped = g.Reshape(Permute(g, split, 0, 2, 1), new Shape([group * c, m, .. kernel]));
        }

        return g.Reverse(swapped, [.. Enumerable.Range(2, w.Shape.Rank - 2)]);
    }

    /// <summary>[N, C, in...] to [C/G, G·N, in...]: batch and channels change places inside each group.</summary>
    private static Value SwapBatch(GradientContext g, Value x, long group)
    {
        if (group == 1) return Swap01(g, x);
        long[] extent = x.Shape.ToArray()[2..];
        long n = x.Shape[0], c = x.Shape[1] / group;
        Value split = g.Reshape(x, new Shape([n, group, c, .. extent]));
        return g.Reshape(Permute(g, split, 2, 1, 0), new Shape([c, group * n, .. extent]));
    }

    private static Value Swap01(GradientContext g, Value x) => Permute(g, x, 1, 0);

    private static Value Permute(GradientContext g, Value x, params ReadOnlySpan<int> first)
    {
        long[] perm = [.. Enumerable.Range(0, x.Shape.Rank).Select(a => (long)a)];
        for (int i = 0; i < first.Length; i++) perm[i] = first[i];
        // Axes of extent 1 change places without moving an element.
        if (Enumerable.Range(0, x.Shape.Rank).Where(a => x.Shape[(int)perm[a]] != 1).Select(a => perm[a]) is { } moved && moved.SequenceEqual(moved.Order()))
            return g.Reshape(x, new Shape([.. perm.Select(a => x.Shape[(int)a])]));
        return g.Graph.Transpose(x, perm);
    }
}

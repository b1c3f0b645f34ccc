using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Autograd.Rules;

/// <summary>The geometry of a convolution or pooling node along its spatial axes, with automatic padding resolved.</summary>
internal sealed class Window
{
    private Window(GradientContext g, Shape input, Shape output, long[] kernel)
    {
        Node node = g.Node;
        int rank = input.Rank - 2;
        Kernel = kernel;
        Strides = node.Ints("strides") ?? Ones(rank);
        Dilations = node.Ints("dilations") ?? Ones(rank);
        long[] pads = node.Ints("pads") ?? new long[2 * rank];
        Begin = pads[..rank];
        End = pads[rank..];
        string auto = node.String("auto_pad", "NOTSET");
        if (auto is not ("NOTSET" or "VALID"))
        {
            for (int i = 0; i < rank; i++)
            {
                long total = Math.Max(0, ((output[i + 2] - 1) * Strides[i]) + Span(i) - input[i + 2]);
                Begin[i] = auto == "SAME_UPPER" ? total / 2 : total - (total / 2);
                End[i] = total - Begin[i];
            }
        }
    }

    /// <summary>Extents of the kernel, one for each spatial axis, as all the others here.</summary>
    public long[] Kernel { get; }

    public long[] Strides { get; }

    public long[] Dilations { get; }

    /// <summary>Zeros before the first element.</summary>
    public long[] Begin { get; }

    /// <summary>Zeros behind the last element.</summary>
    public long[] End { get; }

    /// <summary>Begins, then ends: ONNX's order.</summary>
    public long[] Pads => [.. Begin, .. End];

    /// <summary>The geometry of a node whose operator slides over <paramref name="input"/> [N, C, spatial...] and gives <paramref name="output"/>.</summary>
    public static Window Of(GradientContext g, Shape input, Shape output, long[] kernel) => new(g, input, output, kernel);

    /// <summary>The extent that the kernel covers with its dilation.</summary>
    public long Span(int axis) => (Dilations[axis] * (Kernel[axis] - 1)) + 1;

    public static long[] Ones(int count)
    {
        long[] ones = new long[count];
        Array.Fill(ones, 1);
        return ones;
    }
}

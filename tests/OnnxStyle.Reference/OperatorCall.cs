using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Reference;

/// <summary>One node with the elements of its inputs, and the index arithmetic that operators share.</summary>
internal sealed class OperatorCall(Node node, double[]?[] inputs)
{
    public Node Node => node;

    /// <summary>The elements of an input, row-major.</summary>
    public double[] this[int index] => inputs[index] ?? throw new InvalidOperationException($"{node.OpType} '{node.Name}' needs input {index}.");

    public int InputCount => inputs.Length;

    public bool Has(int index) => index < inputs.Length && inputs[index] is not null;

    public long[] In(int index) => node.Inputs[index]!.Shape.ToArray();

    public long[] Out(int index = 0) => node.Outputs[index].Shape.ToArray();

    public long OutCount(int index = 0) => node.Outputs[index].Shape.ElementCount;

    /// <summary>An input of integers, or null when it is left out.</summary>
    public long[]? Longs(int index) => Has(index) ? [.. inputs[index]!.Select(v => (long)v)] : null;

    public int Axis(long fallback, int input = 0) => node.Inputs[input]!.Shape.Axis(node.Int("axis", fallback));

    public static long Count(IEnumerable<long> dims) => dims.Aggregate(1L, (a, b) => a * b);

    public static long[] Strides(long[] dims)
    {
        long[] strides = new long[dims.Length];
        long step = 1;
        for (int i = dims.Length - 1; i >= 0; i--)
        {
            strides[i] = step;
            step *= dims[i];
        }

        return strides;
    }

    /// <summary>All index tuples of a shape in row-major order. The array is reused.</summary>
    public static IEnumerable<long[]> Indices(long[] dims)
    {
        long[] index = new long[dims.Length];
        long count = Count(dims);
        for (long n = 0; n < count; n++)
        {
            yield return index;
            for (int a = dims.Length - 1; a >= 0; a--)
            {
                if (++index[a] < dims[a]) break;
                index[a] = 0;
            }
        }
    }

    public static long Offset(long[] index, long[] dims)
    {
        long offset = 0;
        for (int a = 0; a < dims.Length; a++) offset = (offset * dims[a]) + index[a];
        return offset;
    }

    /// <summary>The offset in a tensor that was broadcast to the shape that <paramref name="index"/> runs over.</summary>
    public static long BroadcastOffset(long[] index, long[] dims)
    {
        long offset = 0;
        int skip = index.Length - dims.Length;
        for (int a = 0; a < dims.Length; a++) offset = (offset * dims[a]) + (dims[a] == 1 ? 0 : index[a + skip]);
        return offset;
    }

    public long[] Spatial(string name, int rank, long fallback)
    {
        long[]? given = node.Ints(name);
        if (given is not null) return given;
        long[] result = new long[rank];
        Array.Fill(result, fallback);
        return result;
    }

    /// <summary>Begin pads of the spatial axes, automatic padding resolved.</summary>
    public long[] Begin(long[] input, long[] output, long[] kernel, long[] strides, long[] dilations)
    {
        int rank = kernel.Length;
        string auto = node.String("auto_pad", "NOTSET");
        if (auto is "NOTSET" or "VALID") return Spatial("pads", 2 * rank, 0)[..rank];
        long[] begin = new long[rank];
        for (int i = 0; i < rank; i++)
        {
            long total = Math.Max(0, ((output[i + 2] - 1) * strides[i]) + (dilations[i] * (kernel[i] - 1)) + 1 - input[i + 2]);
            begin[i] = auto == "SAME_UPPER" ? total / 2 : (total + 1) / 2;
        }

        return begin;
    }
}

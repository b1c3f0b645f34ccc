using System.Runtime.InteropServices;
using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>Changes of precision and of layout.</summary>
internal static class WeightConversion
{
    /// <summary>The tensor in another floating-point precision; the same object when it has it already.</summary>
    public static Tensor To(Tensor tensor, ElementType type, string name)
    {
        if (tensor.ElementType == type) return tensor;
        if (type == ElementType.Float32) return ToSingle(tensor, name);
        if (type != ElementType.Float16) throw new ArgumentOutOfRangeException(nameof(type), type, "Weights are kept as float32 or float16.");
        ReadOnlySpan<float> from = ToSingle(tensor, name).Span;
        Tensor<Half> result = new(tensor.Shape);
        Span<Half> to = result.Span;
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = (Half)from[i];
            if (Half.IsInfinity(to[i]) && !float.IsInfinity(from[i]))
                throw new WeightFormatException(name, $"{from[i]} at position {i} is too large for float16 (65504). Keep the weights as float32.");
        }

        return result;
    }

    /// <summary>The tensor as float32; the same object when it is.</summary>
    public static Tensor<float> ToSingle(Tensor tensor, string name)
    {
        if (tensor is Tensor<float> single) return single;
        Tensor<float> result = new(tensor.Shape);
        Span<float> to = result.Span;
        switch (tensor)
        {
            case Tensor<Half> half:
                ReadOnlySpan<Half> halves = half.Span;
                for (int i = 0; i < to.Length; i++) to[i] = (float)halves[i];
                return result;
            case Tensor<double> wide:
                ReadOnlySpan<double> doubles = wide.Span;
                for (int i = 0; i < to.Length; i++) to[i] = (float)doubles[i];
                return result;
            default:
                throw new WeightFormatException(name, $"its elements are {tensor.ElementType}, where weights are floating-point numbers.");
        }
    }

    /// <summary>bfloat16 (the upper half of a float32) as float32, exactly.</summary>
    public static Tensor<float> FromBrain(Shape shape, ReadOnlySpan<byte> bytes)
    {
        Tensor<float> result = new(shape);
        ReadOnlySpan<ushort> from = MemoryMarshal.Cast<byte, ushort>(bytes);
        Span<float> to = result.Span;
        for (int i = 0; i < to.Length; i++) to[i] = BitConverter.UInt32BitsToSingle((uint)from[i] << 16);
        return result;
    }

    /// <summary>The tensor with its axes in another order, as <c>numpy.transpose</c>: axis i of the result is axis order[i] of the source.</summary>
    public static Tensor<float> Transpose(Tensor<float> tensor, params ReadOnlySpan<int> order)
    {
        int rank = tensor.Shape.Rank;
        long[] strides = new long[rank], dims = new long[rank], step = new long[rank];
        long stride = 1;
        for (int axis = rank - 1; axis >= 0; stride *= tensor.Shape[axis], axis--) strides[axis] = stride;
        for (int axis = 0; axis < rank; axis++) (dims[axis], step[axis]) = (tensor.Shape[order[axis]], strides[order[axis]]);
        Tensor<float> result = new(new Shape(dims));
        long[] at = new long[rank];
        ReadOnlySpan<float> from = tensor.Span;
        Span<float> to = result.Span;
        long source = 0;
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = from[(int)source];
            for (int axis = rank - 1; axis >= 0; axis--)
            {
                source += step[axis];
                if (++at[axis] < dims[axis]) break;
                source -= at[axis] * step[axis];
                at[axis] = 0;
            }
        }

        return result;
    }
}

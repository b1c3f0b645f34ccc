using System.Runtime.InteropServices;

namespace OnnxStyle.Tensors;

/// <summary>A dense host tensor whose element type the compiler knows.</summary>
/// <typeparam name="T">float, double, Half, long, int, byte, sbyte or bool.</typeparam>
public sealed class Tensor<T> : Tensor
    where T : unmanaged
{
    /// <summary>Makes a tensor of zeros.</summary>
    /// <exception cref="ShapeException">The tensor would be larger than .NET's largest array.</exception>
    public Tensor(Shape shape)
        : base(ElementTypes.Of<T>(), shape)
    {
    }

    /// <summary>Makes a tensor from its elements in row-major order. The elements are copied.</summary>
    /// <exception cref="ShapeException">The number of values is not the shape's element count.</exception>
    public Tensor(Shape shape, ReadOnlySpan<T> values)
        : this(shape)
    {
        if (values.Length != shape.ElementCount) throw new ShapeException("Tensor", $"{shape.ElementCount} values for {shape}", $"{values.Length}");
        values.CopyTo(Span);
    }

    /// <summary>The elements in row-major order.</summary>
    public Span<T> Span => MemoryMarshal.Cast<byte, T>(Bytes);
}

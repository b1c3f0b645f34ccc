using System.Collections;

namespace OnnxStyle.Tensors;

/// <summary>
/// The extents of a tensor, outermost first; an image batch is <c>[N, C, H, W]</c>. Rank 0 is a scalar. Immutable.
/// </summary>
public sealed class Shape : IEquatable<Shape>, IReadOnlyList<long>
{
    private readonly long[] dims;

    /// <summary>Makes a shape from its extents. None may be negative; 0 is an empty tensor.</summary>
    /// <exception cref="ShapeException">An extent is negative, or the element count does not fit 63 bits.</exception>
    public Shape(params ReadOnlySpan<long> dims)
    {
        this.dims = dims.ToArray();
        long count = 1;
        foreach (long dim in dims)
        {
            if (dim < 0) throw new ShapeException("Shape", "extents of 0 or more", Format(this.dims));
            try
            {
                count = checked(count * dim);
            }
            catch (OverflowException)
            {
                throw new ShapeException("Shape", "fewer than 2^63 elements", Format(this.dims));
            }
        }

        ElementCount = count;
    }

    /// <summary>The shape of a scalar: rank 0, one element.</summary>
    public static Shape Scalar { get; } = new();

    /// <summary>The number of axes.</summary>
    public int Rank => dims.Length;

    /// <summary>The product of the extents; 1 for a scalar.</summary>
    public long ElementCount { get; }

    /// <summary>The number of axes, so that <c>shape[^1]</c> is the innermost extent.</summary>
    public int Count => dims.Length;

    /// <summary>The extent of one axis.</summary>
    public long this[int axis] => dims[axis];

    /// <summary>The extents as a new array.</summary>
    public long[] ToArray() => (long[])dims.Clone();

    /// <summary>Turns an axis that counts from the end (-1 is the innermost) into one that counts from the front.</summary>
    /// <exception cref="ShapeException">The axis is outside of -rank to rank - 1.</exception>
    public int Axis(long axis)
    {
        if (axis < -Rank || axis >= Rank) throw new ShapeException("Axis", $"-{Rank} to {Rank - 1}", $"{axis}");
        return (int)(axis < 0 ? axis + Rank : axis);
    }

    /// <summary>The shape that NumPy-style broadcasting of two shapes gives.</summary>
    /// <exception cref="ShapeException">Two extents differ and neither is 1.</exception>
    public static Shape Broadcast(Shape left, Shape right)
    {
        long[] result = new long[Math.Max(left.Rank, right.Rank)];
        for (int i = 1; i <= result.Length; i++)
        {
            long l = i <= left.Rank ? left.dims[^i] : 1, r = i <= right.Rank ? right.dims[^i] : 1;
            if (l != r && l != 1 && r != 1) throw new ShapeException("Broadcasting", $"extents equal to those of {left} or 1", $"{right}");
            result[^i] = l == 1 ? r : l;
        }

        return new Shape(result);
    }

    /// <inheritdoc/>
    public bool Equals(Shape? other) => other is not null && dims.AsSpan().SequenceEqual(other.dims);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (long dim in dims) hash.Add(dim);
        return hash.ToHashCode();
    }

    /// <summary>The extents in brackets, such as <c>[1, 3, 224, 224]</c>.</summary>
    public override string ToString() => Format(dims);

    /// <inheritdoc/>
    public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)dims).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => dims.GetEnumerator();

    private static string Format(long[] dims) => $"[{string.Join(", ", dims)}]";
}

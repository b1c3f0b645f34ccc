using OnnxStyle.Tensors;

namespace OnnxStyle.Runtime;

/// <summary>An input or an output of a session: what may be bound to it.</summary>
public sealed class SessionValue
{
    internal SessionValue(string name, ElementType elementType, long[] dimensions)
    {
        Name = name;
        ElementType = elementType;
        Dimensions = dimensions;
    }

    /// <summary>The name in the model.</summary>
    public string Name { get; }

    /// <summary>The type of the elements; undefined when it is none that a <see cref="Tensor"/> can hold.</summary>
    public ElementType ElementType { get; }

    /// <summary>The extents, outermost first; -1 where any extent is taken.</summary>
    public IReadOnlyList<long> Dimensions { get; }

    /// <summary>The type and extents, such as <c>Float32 [1, 3, ?, ?]</c>.</summary>
    public override string ToString() => $"{ElementType} [{string.Join(", ", Dimensions.Select(d => d < 0 ? "?" : $"{d}"))}]";

    internal bool Takes(Tensor tensor)
    {
        if (tensor.ElementType != ElementType || tensor.Shape.Rank != Dimensions.Count) return false;
        for (int i = 0; i < Dimensions.Count; i++)
            if (Dimensions[i] >= 0 && Dimensions[i] != tensor.Shape[i]) return false;
        return true;
    }
}

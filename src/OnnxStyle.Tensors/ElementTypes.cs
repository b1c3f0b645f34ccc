namespace OnnxStyle.Tensors;

/// <summary>Facts about <see cref="ElementType"/>s: their size and the .NET type that holds one.</summary>
public static class ElementTypes
{
    /// <summary>The size of one element in bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The type is undefined.</exception>
    public static int SizeBytes(this ElementType type) => type switch
    {
        ElementType.UInt8 or ElementType.Int8 or ElementType.Boolean => 1,
        ElementType.Float16 => 2,
        ElementType.Float32 or ElementType.Int32 => 4,
        ElementType.Int64 or ElementType.Float64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "This element type has no size."),
    };

    /// <summary>The element type that a .NET type holds.</summary>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> holds none of the element types.</exception>
    public static ElementType Of<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return ElementType.Float32;
        if (typeof(T) == typeof(double)) return ElementType.Float64;
        if (typeof(T) == typeof(Half)) return ElementType.Float16;
        if (typeof(T) == typeof(long)) return ElementType.Int64;
        if (typeof(T) == typeof(int)) return ElementType.Int32;
        if (typeof(T) == typeof(byte)) return ElementType.UInt8;
        if (typeof(T) == typeof(sbyte)) return ElementType.Int8;
        if (typeof(T) == typeof(bool)) return ElementType.Boolean;
        throw new NotSupportedException($"A tensor of {typeof(T).Name} is not supported. Use float, double, Half, long, int, byte, sbyte or bool.");
    }
}

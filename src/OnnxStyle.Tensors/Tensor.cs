using System.Runtime.InteropServices;

namespace OnnxStyle.Tensors;

/// <summary>
/// A dense tensor on the host, row-major, in memory that the collector neither moves nor needs told about: native code may
/// hold <see cref="Address"/> as long as somebody holds the tensor. There is nothing to dispose.
/// </summary>
/// <remarks>
/// The memory is a pinned array aligned to 64 bytes, the width of a cache line and of the widest vectors. It starts as zeros.
/// </remarks>
public abstract class Tensor
{
    private const int AlignmentBytes = 64;
    private readonly byte[] memory;
    private readonly int offset;

    private protected Tensor(ElementType elementType, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        long bytes = shape.ElementCount > int.MaxValue ? long.MaxValue : shape.ElementCount * elementType.SizeBytes();
        if (bytes > Array.MaxLength - AlignmentBytes)
            throw new ShapeException("Tensor", $"at most {Array.MaxLength - AlignmentBytes} bytes", $"{elementType} {shape}");
        ElementType = elementType;
        Shape = shape;
        ByteCount = (int)bytes;
        memory = GC.AllocateArray<byte>(ByteCount + AlignmentBytes, pinned: true);
        nint start = Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0);
        Address = (start + AlignmentBytes - 1) & ~(nint)(AlignmentBytes - 1);
        offset = (int)(Address - start);
    }

    /// <summary>The type of the elements.</summary>
    public ElementType ElementType { get; }

    /// <summary>The extents, outermost first.</summary>
    public Shape Shape { get; }

    /// <summary>The size of all elements in bytes, without padding.</summary>
    public int ByteCount { get; }

    /// <summary>The address of the first element. Valid while this object is reachable: whoever keeps it must keep the tensor too.</summary>
    public nint Address { get; }

    /// <summary>The elements as bytes, in the byte order of the machine.</summary>
    public Span<byte> Bytes => memory.AsSpan(offset, ByteCount);

    /// <summary>Makes a tensor of zeros whose element type is only known at run time.</summary>
    /// <exception cref="ShapeException">The tensor would be larger than .NET's largest array.</exception>
    public static Tensor Create(ElementType elementType, Shape shape) => elementType switch
    {
        ElementType.Float32 => new Tensor<float>(shape),
        ElementType.Float64 => new Tensor<double>(shape),
        ElementType.Float16 => new Tensor<Half>(shape),
        ElementType.Int64 => new Tensor<long>(shape),
        ElementType.Int32 => new Tensor<int>(shape),
        ElementType.UInt8 => new Tensor<byte>(shape),
        ElementType.Int8 => new Tensor<sbyte>(shape),
        ElementType.Boolean => new Tensor<bool>(shape),
        _ => throw new ArgumentOutOfRangeException(nameof(elementType), elementType, "A tensor needs an element type."),
    };

    /// <summary>The element type and shape, such as <c>Float32 [1, 3, 224, 224]</c>.</summary>
    public override string ToString() => $"{ElementType} {Shape}";
}

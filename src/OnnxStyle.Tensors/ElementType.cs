namespace OnnxStyle.Tensors;

/// <summary>Element types of tensors. The numbers are those of ONNX's <c>TensorProto.DataType</c>.</summary>
public enum ElementType
{
    /// <summary>No type: a value whose type is not known.</summary>
    Undefined = 0,

    /// <summary>IEEE 754 single, 4 bytes.</summary>
    Float32 = 1,

    /// <summary>Unsigned integer, 1 byte.</summary>
    UInt8 = 2,

    /// <summary>Signed integer, 1 byte.</summary>
    Int8 = 3,

    /// <summary>Signed integer, 4 bytes.</summary>
    Int32 = 6,

    /// <summary>Signed integer, 8 bytes.</summary>
    Int64 = 7,

    /// <summary>Truth value, 1 byte.</summary>
    Boolean = 9,

    /// <summary>IEEE 754 half, 2 bytes.</summary>
    Float16 = 10,

    /// <summary>IEEE 754 double, 8 bytes.</summary>
    Float64 = 11,
}

namespace OnnxStyle.Onnx;

/// <summary>What an attribute holds. The numbers are those of ONNX's <c>AttributeProto.AttributeType</c>.</summary>
public enum OnnxAttributeKind
{
    /// <summary>Nothing known.</summary>
    Undefined = 0,

    /// <summary>One single-precision number.</summary>
    Float = 1,

    /// <summary>One 64-bit integer.</summary>
    Int = 2,

    /// <summary>A text in UTF-8.</summary>
    String = 3,

    /// <summary>A tensor.</summary>
    Tensor = 4,

    /// <summary>A list of single-precision numbers.</summary>
    Floats = 6,

    /// <summary>A list of 64-bit integers.</summary>
    Ints = 7,
}

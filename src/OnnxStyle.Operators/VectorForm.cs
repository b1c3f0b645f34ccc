namespace OnnxStyle.Operators;

/// <summary>How wide the kernels of this room calculate.</summary>
public enum VectorForm
{
    /// <summary>One number at a time: for comparison, and where nothing else is.</summary>
    Scalar,

    /// <summary>256 bits with fused multiply-add: x64 with AVX2 and FMA.</summary>
    Vector256,

    /// <summary>512 bits: x64 with AVX-512.</summary>
    Vector512,
}

namespace OnnxStyle.Kernels;

/// <summary>How wide the processor's kernels calculate.</summary>
public enum VectorForm
{
    /// <summary>One number at a time: for processors without vectors, and for comparison.</summary>
    Scalar,

    /// <summary>As wide as <see cref="System.Numerics.Vector{T}"/>: 256 bits with AVX2, 128 bits with NEON.</summary>
    Vector,

    /// <summary>512 bits, with AVX-512.</summary>
    Vector512,
}

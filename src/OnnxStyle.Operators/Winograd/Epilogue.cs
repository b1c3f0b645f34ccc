namespace OnnxStyle.Operators.Winograd;

/// <summary>What happens to a result before it is stored: bias, addend, ReLU, gate, in this order.</summary>
internal unsafe struct Epilogue
{
    /// <summary>[⌈channels / 16⌉, 16], the padding 0.</summary>
    public float* Bias;

    /// <summary>Of the result's shape, or null.</summary>
    public float* Addend;

    /// <summary>Of the result's shape, or null: where it is not above 0 the result is 0.</summary>
    public float* Gate;

    /// <summary>Whether negative results become 0.</summary>
    public bool Relu;

    /// <summary>Whether the result goes past the caches; it must begin on a cache line then.</summary>
    public bool Stream;

    /// <summary>The result, blocked.</summary>
    public float* Result;
}

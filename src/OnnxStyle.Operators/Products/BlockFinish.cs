using OnnxStyle.Operators.Winograd;
using OnnxStyle.Operators.Winograd.Vectors;

namespace OnnxStyle.Operators.Products;

/// <summary>What follows a product, on sums that are still in the first cache.</summary>
internal abstract unsafe class BlockFinish
{
    /// <summary>The pass in a form that this processor has.</summary>
    public static BlockFinish Of(VectorForm form) => form switch
    {
        VectorForm.Vector512 => new BlockFinish<Lanes512>(),
        VectorForm.Vector256 => new BlockFinish<Lanes256>(),
        _ => new BlockFinish<LanesOne>(),
    };

    /// <summary>Bias, addend, ReLU and gate on some pixels of one block.</summary>
    /// <param name="sums">[pixels, 16].</param>
    /// <param name="pixels">How many.</param>
    /// <param name="at">Floats from the beginning of the result to the first pixel.</param>
    /// <param name="block">The block: where its biases are.</param>
    /// <param name="epilogue">What follows, and where the result goes.</param>
    public abstract void Store(float* sums, int pixels, nint at, int block, in Epilogue epilogue);
}

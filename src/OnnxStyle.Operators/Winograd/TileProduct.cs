namespace OnnxStyle.Operators.Winograd;

/// <summary>The product of a few tiles with one or two blocks of 16 filters at one point, summed in registers.</summary>
internal abstract unsafe class TileProduct
{
    /// <summary>Tiles of one product.</summary>
    public abstract int Tiles { get; }

    /// <summary>The product for a form that this processor has.</summary>
    public static TileProduct Of(VectorForm form) => form switch
    {
        VectorForm.Vector512 => new TileProduct512(),
        VectorForm.Vector256 => new TileProduct256(),
        _ => new TileProductScalar(),
    };

    /// <summary>m[f, t, j] = Σₖ v[k / 16, t, k % 16] u[f][k, j].</summary>
    /// <param name="v">[⌈depth / 16⌉, Tiles, 16], whole up to the last channel of each block.</param>
    /// <param name="step">Floats from a block of v to the next: 16 Tiles where they lie without room between them.</param>
    /// <param name="u">[depth, 16], the first block of filters.</param>
    /// <param name="other">[depth, 16], the second; or null.</param>
    /// <param name="depth">The channels that are summed over.</param>
    /// <param name="m">[1 or 2, Tiles, 16].</param>
    /// <param name="ahead">What to ask the memory for meanwhile.</param>
    public abstract void Multiply(float* v, nint step, float* u, float* other, int depth, float* m, in Ahead ahead);
}

namespace OnnxStyle.Kernels.Processor;

/// <summary>
/// The heart of both matrix products: a small tile of A Bᵀ in registers, while the depth goes by. A and B come in panels, [depth, <see cref="Panel"/>]: that many
/// rows of a matrix side by side. A worker has a tile to itself.
/// </summary>
internal abstract unsafe class Tile
{
    /// <summary>Rows of a matrix in one panel: the width of a vector.</summary>
    public abstract int Panel { get; }

    /// <summary>Rows of A in one tile; divides <see cref="Panel"/>.</summary>
    public abstract int Rows { get; }

    /// <summary>Computes tile[r, j] = Σ_k a[k, r] b[k, j] for two neighbouring panels of B.</summary>
    /// <param name="a">The first of <see cref="Rows"/> rows within a panel.</param>
    /// <param name="b0">The left panel.</param>
    /// <param name="b1">The right panel.</param>
    /// <param name="depth">Number of k.</param>
    /// <param name="tile">Receives [<see cref="Rows"/>, 2 * <see cref="Panel"/>]; aligned to a vector.</param>
    public abstract void Multiply(float* a, float* b0, float* b1, int depth, float* tile);

    /// <summary>The form for this processor.</summary>
    public static Tile Of(VectorForm form) => form switch
    {
        VectorForm.Vector512 => new TileVector512(),
        VectorForm.Vector => new TileVector(),
        _ => new TileScalar(),
    };
}

namespace OnnxStyle.Operators.Winograd;

/// <summary>The sum over tiles of outer products: 16 channels by one or two blocks of 16 results at one point.</summary>
internal abstract unsafe class TileOuter
{
    /// <summary>The product for a form that this processor has.</summary>
    public static TileOuter Of(VectorForm form) => form switch
    {
        VectorForm.Vector512 => new TileOuter512(),
        VectorForm.Vector256 => new TileOuter256(),
        _ => new TileOuterScalar(),
    };

    /// <summary>s[f, c, m] = Σ v[g, t, c] w[g, f, t, m], or += .</summary>
    /// <param name="v">[tiles, 16] of the first group.</param>
    /// <param name="vStep">Floats from a group to the next.</param>
    /// <param name="w">[two ? 2 : 1, tiles, 16] of the first group.</param>
    /// <param name="wStep">Floats from a group to the next.</param>
    /// <param name="groups">How many groups are summed over.</param>
    /// <param name="tiles">Tiles of a group.</param>
    /// <param name="channels">Channels that matter, 1 to 16; sums of the others may be missing.</param>
    /// <param name="s">[two ? 2 : 1, 16, 16].</param>
    /// <param name="two">Whether there are two blocks.</param>
    /// <param name="add">Whether the sum is added to what stands in s.</param>
    public abstract void Sum(float* v, nint vStep, float* w, nint wStep, int groups, int tiles, int channels, float* s, bool two, bool add);
}

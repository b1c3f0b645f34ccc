namespace OnnxStyle.Kernels.Processor;

/// <summary>What happens to a tile of cosines, in one width of vectors.</summary>
internal unsafe interface IDistanceRows
{
    /// <summary>1 - cos, kept in [0, 2].</summary>
    /// <param name="cosines">[count], aligned to a vector.</param>
    /// <param name="target">Receives [count].</param>
    /// <param name="count">How many.</param>
    /// <param name="stream">Whether to write past the caches, where the target is aligned.</param>
    void Distances(float* cosines, float* target, int count, bool stream);

    /// <summary>The rows of a tile [rows, width] that hold a cosine above their limit, a bit for each.</summary>
    uint RowsAbove(float* cosines, float* limits, int rows, int width);

    /// <summary>The cosines [width] of a row above its limit, a bit for each; at most 32.</summary>
    uint Above(float* cosines, float limit, int width);

    /// <summary>The loops in a form.</summary>
    static IDistanceRows Of(VectorForm form) => form switch
    {
        VectorForm.Vector512 => new DistanceRows<Lanes512>(),
        VectorForm.Vector => new DistanceRows<LanesAny>(),
        _ => new DistanceRows<LanesOne>(),
    };
}

namespace OnnxStyle.Kernels.Processor;

/// <summary>What happens to a tile of cosines, in one width of vectors.</summary>
internal unsafe interface IDistanceRows
{
    /// <summary>1 - cos, kept in [0, 2].</summary>
    void Distances(float* cosines, float* target, int count);

    /// <summary>The rows of a tile [rows, width] that hold a cosine above their limit, a bit for each.</summary>
    uint RowsAbove(float* cosines, float* limits, int rows, int width);

    /// <summary>The loops in a form.</summary>
    static IDistanceRows Of(VectorForm form) => form switch
    {
        VectorForm.Vector512 => new DistanceRows<Lanes512>(),
        VectorForm.Vector => new DistanceRows<LanesAny>(),
        _ => new DistanceRows<LanesOne>(),
    };
}

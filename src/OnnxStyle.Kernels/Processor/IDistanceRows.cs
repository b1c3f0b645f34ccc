namespace OnnxStyle.Kernels.Processor;

/// <summary>What happens to one row of a tile of cosines, in one width of vectors.</summary>
internal unsafe interface IDistanceRows
{
    /// <summary>1 - cos, kept in [0, 2].</summary>
    void Distances(float* cosines, float* target, int count);

    /// <summary>Whether any of so many cosines, whole vectors, is above a threshold.</summary>
    bool AnyAbove(float* cosines, float threshold, int count);

    /// <summary>The loops in a form.</summary>
    static IDistanceRows Of(VectorForm form) => form switch
    {
        VectorForm.Vector512 => new DistanceRows<Lanes512>(),
        VectorForm.Vector => new DistanceRows<LanesAny>(),
        _ => new DistanceRows<LanesOne>(),
    };
}

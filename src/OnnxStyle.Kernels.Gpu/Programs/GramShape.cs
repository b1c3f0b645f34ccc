namespace OnnxStyle.Kernels.Gpu.Programs;

/// <summary>Sizes of one Gram matrix on a device.</summary>
internal readonly struct GramShape(int rows, int stride, int slice, int weighted)
{
    /// <summary>C.</summary>
    public readonly int Rows = rows;

    /// <summary>Units of four columns from row to row; a multiple of 4.</summary>
    public readonly int Stride = stride;

    /// <summary>Units of four columns in one slice of M; a multiple of 4.</summary>
    public readonly int Slice = slice;

    /// <summary>1 if there are weights, else 0.</summary>
    public readonly int Weighted = weighted;
}

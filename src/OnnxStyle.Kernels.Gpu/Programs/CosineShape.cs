namespace OnnxStyle.Kernels.Gpu.Programs;

/// <summary>Sizes of one product of unit rows X [N, D] and Y [K, D] on a device.</summary>
internal readonly struct CosineShape(int rows, int columns, int stride)
{
    /// <summary>N.</summary>
    public readonly int Rows = rows;

    /// <summary>K.</summary>
    public readonly int Columns = columns;

    /// <summary>Units of four elements from row to row of X and of Y; a multiple of 4.</summary>
    public readonly int Stride = stride;
}

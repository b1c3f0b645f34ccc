namespace OnnxStyle.Kernels.Gpu.Programs;

/// <summary>Sizes of one search for nearest rows on a device.</summary>
internal readonly struct TopKShape(int rows, int columns, int stride, int firstRow, int count, int capacity, int slice)
{
    /// <summary>Rows of X in this launch, from <see cref="FirstRow"/> on.</summary>
    public readonly int Rows = rows;

    /// <summary>K.</summary>
    public readonly int Columns = columns;

    /// <summary>Units of four elements from row to row of X and of Y.</summary>
    public readonly int Stride = stride;

    /// <summary>The first row of X of this launch.</summary>
    public readonly int FirstRow = firstRow;

    /// <summary>How many neighbours.</summary>
    public readonly int Count = count;

    /// <summary>Candidates kept for each row: a power of two, at least Count and a tile's columns together.</summary>
    public readonly int Capacity = capacity;

    /// <summary>Rows of Y that one group searches; a multiple of the tile's columns.</summary>
    public readonly int Slice = slice;
}

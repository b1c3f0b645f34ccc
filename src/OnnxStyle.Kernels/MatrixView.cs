using OnnxStyle.Tensors;

namespace OnnxStyle.Kernels;

/// <summary>A matrix that somebody else owns: rows one after the other, with room between them if <see cref="Stride"/> exceeds <see cref="Columns"/>.</summary>
public readonly ref struct MatrixView
{
    /// <summary>Looks at a matrix.</summary>
    /// <param name="values">The elements, row after row; at least (rows - 1) * stride + columns of them. What lies between the rows is never read.</param>
    /// <param name="rows">1 or more.</param>
    /// <param name="columns">1 or more.</param>
    /// <param name="stride">Elements from the start of one row to the next, at least <paramref name="columns"/>; 0 means exactly that.</param>
    /// <exception cref="ShapeException">An extent is below 1, the stride is below the columns, or there are too few values.</exception>
    public MatrixView(ReadOnlySpan<float> values, int rows, int columns, int stride = 0)
    {
        if (rows < 1 || columns < 1) throw new ShapeException("Matrix", "at least 1 row and 1 column", $"[{rows}, {columns}]");
        if (stride == 0) stride = columns;
        if (stride < columns) throw new ShapeException("Matrix", $"a stride of at least {columns}", $"{stride}");
        long needed = ((rows - 1L) * stride) + columns;
        if (values.Length < needed) throw new ShapeException("Matrix", $"at least {needed} values for [{rows}, {columns}] with stride {stride}", $"{values.Length}");
        Values = values;
        Rows = rows;
        Columns = columns;
        Stride = stride;
    }

    /// <summary>The elements from the first of the first row on.</summary>
    public ReadOnlySpan<float> Values { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Elements from the start of one row to the start of the next.</summary>
    public int Stride { get; }

    /// <summary>One row.</summary>
    public ReadOnlySpan<float> Row(int row) => Values.Slice(row * Stride, Columns);
}

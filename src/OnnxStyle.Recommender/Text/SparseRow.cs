namespace OnnxStyle.Recommender;

/// <summary>A vector of which only the entries other than zero are kept, columns ascending. It looks at memory that somebody else owns.</summary>
public readonly ref struct SparseRow
{
    /// <summary>Looks at a vector.</summary>
    /// <param name="columns">The column of each entry, ascending.</param>
    /// <param name="values">The value of each entry.</param>
    public SparseRow(ReadOnlySpan<int> columns, ReadOnlySpan<double> values)
    {
        Columns = columns;
        Values = values;
    }

    /// <summary>The column of each entry, ascending.</summary>
    public ReadOnlySpan<int> Columns { get; }

    /// <summary>The value of each entry.</summary>
    public ReadOnlySpan<double> Values { get; }
}

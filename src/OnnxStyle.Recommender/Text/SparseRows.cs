using System.Runtime.CompilerServices;

namespace OnnxStyle.Recommender;

/// <summary>Rows of which only the entries other than zero are kept, columns ascending in each row. It looks at memory that somebody else owns.</summary>
public readonly ref struct SparseRows
{
    /// <summary>Looks at rows.</summary>
    /// <param name="starts">[rows + 1]: where each row begins in the other two; the last is their length.</param>
    /// <param name="columns">The column of each entry.</param>
    /// <param name="values">The value of each entry.</param>
    public SparseRows(ReadOnlySpan<long> starts, ReadOnlySpan<int> columns, ReadOnlySpan<double> values)
    {
        Starts = starts;
        Columns = columns;
        Values = values;
    }

    /// <summary>[rows + 1]: where each row begins.</summary>
    public ReadOnlySpan<long> Starts { get; }

    /// <summary>The column of each entry.</summary>
    public ReadOnlySpan<int> Columns { get; }

    /// <summary>The value of each entry.</summary>
    public ReadOnlySpan<double> Values { get; }

    /// <summary>The number of rows.</summary>
    public int Count => Starts.Length - 1;

    /// <summary>One row.</summary>
    public SparseRow this[int row]
    {
        get
        {
            Range range = (int)Starts[row]..(int)Starts[row + 1];
            return new SparseRow(Columns[range], Values[range]);
        }
    }

    /// <summary>
    /// Cosine distances 1 - x·y between one row of length 1 and every row here, which have length 1 or are empty, clipped to [0, 2]. An empty row is at
    /// distance 1 from everything.
    /// </summary>
    /// <param name="query">A row of length 1, or an empty one.</param>
    /// <param name="columns">The number of columns; every column here and in the query is below it.</param>
    /// <param name="distances">Receives [rows].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void DistancesTo(SparseRow query, int columns, Span<double> distances)
    {
        double[] dense = new double[columns];
        for (int i = 0; i < query.Columns.Length; i++) dense[query.Columns[i]] = query.Values[i];
        DistancesTo(dense, distances);
    }

    /// <summary>As the other, to a row that was spread out: its element of every column.</summary>
    internal void DistancesTo(ReadOnlySpan<double> dense, Span<double> distances)
    {
        for (int row = 0; row < Count; row++)
        {
            double dot = 0;
            int end = (int)Starts[row + 1];
            for (int i = (int)Starts[row]; i < end; i++) dot += Values[i] * dense[Columns[i]];
            distances[row] = Math.Clamp(1 - dot, 0, 2);
        }
    }
}

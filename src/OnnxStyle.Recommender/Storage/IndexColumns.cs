using System.Text;

namespace OnnxStyle.Recommender;

/// <summary>The columns of an index that are made from works.</summary>
internal static class IndexColumns
{
    /// <summary>Rows by the bytes of their ids, so that an id is found by halving.</summary>
    public static int[] Order(IReadOnlyList<string> ids)
    {
        byte[][] keys = [.. ids.Select(Encoding.UTF8.GetBytes)];
        int[] order = [.. Enumerable.Range(0, keys.Length)];
        Array.Sort(order, (a, b) => keys[a].AsSpan().SequenceCompareTo(keys[b]));
        return order;
    }

    /// <summary>The types of a kind that are not known yet, in ordinal order, and the type of each work, counted on from the known ones; -1 is none.</summary>
    public static (string[] Added, int[] Rows) Types(IReadOnlyList<string> known, IReadOnlyList<CatalogueWork> works, string column)
    {
        string[] values = [.. works.Select(work => work[column])];
        string[] added = [.. values.Where(value => value.Length > 0).Except(known, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        foreach (string type in known.Concat(added)) numbers.TryAdd(type, numbers.Count);
        return (added, [.. values.Select(value => value.Length == 0 ? -1 : numbers[value])]);
    }

    /// <summary>TF-IDF rows one after the other, and how many of them are empty.</summary>
    public static (long[] Starts, int[] Columns, double[] Values, int Empty) Texts(TfIdfModel model, IReadOnlyList<string> texts)
    {
        long[] starts = new long[texts.Count + 1];
        List<int> columns = [];
        List<double> values = [];
        int empty = 0;
        for (int row = 0; row < texts.Count; row++)
        {
            (int[] rowColumns, double[] rowValues) = model.Transform(texts[row]);
            columns.AddRange(rowColumns);
            values.AddRange(rowValues);
            starts[row + 1] = columns.Count;
            if (rowColumns.Length == 0) empty++;
        }

        return (starts, [.. columns], [.. values], empty);
    }
}

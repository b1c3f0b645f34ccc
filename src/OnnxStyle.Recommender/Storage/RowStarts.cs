namespace OnnxStyle.Recommender;

/// <summary>The check of places where rows begin, before anything is read through them.</summary>
internal static class RowStarts
{
    public static void Check(IndexFile file, string name, ReadOnlySpan<long> starts, long end)
    {
        if (starts.Length == 0 || starts[0] != 0 || starts[^1] != end) throw file.Damaged($"has rows in its part '{name}' that do not fill it");
        for (int i = 1; i < starts.Length; i++)
            if (starts[i] < starts[i - 1]) throw file.Damaged($"has a row in its part '{name}' that ends before it begins");
    }
}

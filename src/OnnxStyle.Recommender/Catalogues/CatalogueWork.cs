namespace OnnxStyle.Recommender;

/// <summary>One work of a catalogue.</summary>
public sealed class CatalogueWork
{
    private readonly IReadOnlyDictionary<string, int> columns;
    private readonly IReadOnlyList<string> fields;

    internal CatalogueWork(int line, IReadOnlyDictionary<string, int> columns, IReadOnlyList<string> fields)
    {
        Line = line;
        this.columns = columns;
        this.fields = fields;
    }

    /// <summary>The line on which its record begins, from 1.</summary>
    public int Line { get; }

    /// <summary>Its name, unlike any other in the catalogue; never empty.</summary>
    public string Id => this["id"];

    /// <summary>A field without the blanks around it; empty where it is, or where the catalogue has no such column.</summary>
    /// <param name="column">The column, in any case.</param>
    public string this[string column] => columns.TryGetValue(column, out int at) ? fields[at].Trim() : "";
}

namespace OnnxStyle.Tensors;

/// <summary>One record of a CSV file, or the place where one is broken.</summary>
public sealed record CsvRecord
{
    /// <summary>The line on which it begins, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Its fields, unquoted; empty where <see cref="Problem"/> says why.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>Why the record cannot be read; null: it was read.</summary>
    public string? Problem { get; init; }

    /// <summary>Something odd about a record that was read, such as another encoding; null: nothing.</summary>
    public string? Note { get; init; }
}

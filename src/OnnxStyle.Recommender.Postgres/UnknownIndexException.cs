using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender.Postgres;

/// <summary>A database holds no index of that name. Remedy: one of the names that it holds, or making the index.</summary>
public sealed class UnknownIndexException : OnnxStyleException
{
    /// <summary>Makes an error about a name.</summary>
    /// <param name="name">The name that was asked for.</param>
    /// <param name="server">The server and database, without secrets.</param>
    /// <param name="names">The first of those that it holds.</param>
    public UnknownIndexException(string name, string server, IReadOnlyList<string> names)
        : base($"PostgreSQL ({server}) holds no index '{name}'; {Those(names)}. `onnxstyle recommend index CATALOGUE.csv --store postgres -o NAME` makes one.") => Name = name;

    /// <summary>The name that was asked for.</summary>
    public string Name { get; }

    private static string Those(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return names.Count == 0 ? "it holds none" : $"it holds {string.Join(", ", names.Select(name => $"'{name}'"))}";
    }
}

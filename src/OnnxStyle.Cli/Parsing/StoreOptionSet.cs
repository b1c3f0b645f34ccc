using System.CommandLine;
using OnnxStyle.Recommender;
using OnnxStyle.Recommender.Postgres;
using OnnxStyle.Tensors;

namespace OnnxStyle.Cli.Parsing;

/// <summary>Where an index is kept: in a file, or in a PostgreSQL database.</summary>
internal sealed class StoreOptionSet
{
    private static readonly (string, StoreKind)[] Stores = [("file", StoreKind.File), ("postgres", StoreKind.Postgres)];
    private readonly Option<StoreKind?> store = Words.Choice("--store", Stores, "Where the index is: file, or postgres; INDEX is its name there. [default: file]");
    private readonly Option<string?> connection = Words.Text("--connection", "TEXT", $"postgres: the server, such as \"Host=db;Username=art;Database=art\". It may hold a password, which others on this machine can see on the command line: the environment is the better place. [default: ${PostgresStore.ConnectionVariable}]");

    public void AddTo(Command command)
    {
        command.Add(store);
        command.Add(connection);
    }

    /// <summary>The connection string; null: the index is a file.</summary>
    /// <exception cref="OptionsException">There is none for a database, or one for a file.</exception>
    public string? Bind(ParseResult parsed)
    {
        string? given = parsed.GetValue(connection);
        if (parsed.GetValue(store) != StoreKind.Postgres)
            return given is null ? null : throw new OptionsException(nameof(IndexOptions), ["--connection: no effect without --store postgres"]);
        given ??= Environment.GetEnvironmentVariable(PostgresStore.ConnectionVariable);
        return string.IsNullOrWhiteSpace(given) ? throw new OptionsException("--store", [$"postgres needs a server: give --connection \"Host=...;Username=...;Database=...\", or set {PostgresStore.ConnectionVariable}"]) : given;
    }
}

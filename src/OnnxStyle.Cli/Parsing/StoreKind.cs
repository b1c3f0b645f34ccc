namespace OnnxStyle.Cli.Parsing;

/// <summary>Where an index is kept.</summary>
internal enum StoreKind
{
    /// <summary>In a file.</summary>
    File,

    /// <summary>In a PostgreSQL database.</summary>
    Postgres,
}

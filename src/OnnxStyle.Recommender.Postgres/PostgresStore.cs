using Npgsql;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender.Postgres;

/// <summary>
/// Indexes in a PostgreSQL database, under names. Many processes may make, extend and ask the same index at once: one writes the catalogue, all of them read
/// pictures. An index that is made under a name that is there takes its place when it is done; until then queries see the old one.
/// </summary>
public sealed class PostgresStore : IDisposable
{
    /// <summary>The environment variable with the connection string.</summary>
    public const string ConnectionVariable = "ONNXSTYLE_POSTGRES";

    private readonly NpgsqlDataSource source;

    private PostgresStore(NpgsqlDataSource source, string server)
    {
        this.source = source;
        Server = server;
    }

    /// <summary>The server and database, without secrets.</summary>
    public string Server { get; }

    /// <summary>How long a process may take for one picture before another may take it over.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long to wait between looks at pictures that other processes have claimed.</summary>
    internal TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Connects.</summary>
    /// <param name="connection">Npgsql's connection string, such as <c>Host=db;Username=art;Password=...;Database=art</c>.</param>
    /// <exception cref="OptionsException">It is no connection string.</exception>
    /// <exception cref="StoreException">The server cannot be reached or refuses.</exception>
    public static PostgresStore Open(string connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        NpgsqlConnectionStringBuilder parsed;
        try
        {
            parsed = new NpgsqlConnectionStringBuilder(connection);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException)
        {
            throw Misspelt("is no connection string");
        }

        if (string.IsNullOrEmpty(parsed.Host)) throw Misspelt("names no Host");
        string database = parsed.Database ?? parsed.Username ?? "", server = $"{parsed.Host}:{parsed.Port}{(database.Length > 0 ? "/" : "")}{database}";
        NpgsqlSlimDataSourceBuilder builder = new(connection);
        builder.EnableArrays();
        builder.EnableTransportSecurity();
        PostgresStore store = new(builder.Build(), server);
        try
        {
            store.Guarded(() =>
            {
                using NpgsqlConnection opened = store.source.OpenConnection();
                if (new Sql().One<bool>(opened, Schema.IsThere)) return 0;
                using NpgsqlTransaction transaction = opened.BeginTransaction();
                new Sql().Run(opened, Schema.Create);
                transaction.Commit();
                return 0;
            });
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Makes an index, or helps to. If another process makes the same index (the same works and options), or one was interrupted, this call goes on
    /// with it; if it is there already, nothing happens.
    /// </summary>
    /// <param name="catalogue">The works.</param>
    /// <param name="name">The name of the index.</param>
    /// <param name="options">What it holds; null for the defaults. The folder of pictures is this process' own.</param>
    /// <param name="progress">Is told of every picture that this process reads.</param>
    /// <param name="cancellationToken">Stops between two pictures or documents. What was done is kept, and the same call goes on from there.</param>
    /// <exception cref="OptionsException">An option is out of range, or the catalogue has no column of a kind of metadata.</exception>
    /// <exception cref="CatalogueException">There is no folder of pictures.</exception>
    /// <exception cref="StoreException">The database fails, or the index was replaced by a newer one meanwhile.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public StoreBuild Index(Catalogue catalogue, string name, IndexOptions? options = null, IProgress<IndexProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentException.ThrowIfNullOrEmpty(name);
        IndexOptions chosen = options ?? new IndexOptions();
        chosen.Validate();
        return Guarded(() => new StoreIndexing(this, source, name).Index(catalogue, chosen, progress, cancellationToken));
    }

    /// <summary>Adds works to an index. What is in it does not change; see <see cref="ArtIndexBuilder.Add"/>. Queries see the works at once, their pictures as they are read.</summary>
    /// <param name="catalogue">The works; those whose id the index has are left out and named.</param>
    /// <param name="name">The name of the index.</param>
    /// <param name="options">Where pictures are; null for the defaults.</param>
    /// <param name="progress">Is told of every picture that this process reads.</param>
    /// <param name="cancellationToken">As in <see cref="Index"/>.</param>
    /// <exception cref="UnknownIndexException">There is no such index.</exception>
    /// <exception cref="StoreException">The database fails, or the index is not done.</exception>
    /// <exception cref="CatalogueException">There is no folder of pictures.</exception>
    /// <exception cref="OptionsException">Pictures are given and the index has none.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public StoreBuild Add(Catalogue catalogue, string name, AddOptions? options = null, IProgress<IndexProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Guarded(() => new StoreIndexing(this, source, name).Add(catalogue, options ?? new AddOptions(), progress, cancellationToken));
    }

    /// <summary>The works nearest to a work, as <see cref="ArtIndex.Query"/> finds them, up to the rounding of single precision.</summary>
    /// <param name="name">The name of the index.</param>
    /// <param name="id">The work.</param>
    /// <param name="options">How many and by what; null for the defaults. <see cref="DistanceScale.Typical"/> is not there.</param>
    /// <param name="approximate">
    /// Whether candidates come from pgvector's index (HNSW), which may miss some: their order is exact. False: every row is compared. See <see cref="MeasureRecall"/>.
    /// </param>
    /// <exception cref="UnknownWorkException">There is no such work.</exception>
    /// <exception cref="OptionsException">An option is out of range, or asks for what the index does not have.</exception>
    /// <exception cref="UnknownIndexException">There is no such index.</exception>
    /// <exception cref="StoreException">The database fails, the index is not done, or pgvector is asked for and missing.</exception>
    public (IndexedWork Work, IReadOnlyList<Recommendation> Found) Query(string name, string id, QueryOptions? options = null, bool approximate = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(id);
        return Guarded(() =>
        {
            using NpgsqlConnection connection = source.OpenConnection();
            return new StoreQuery(connection, Ready(connection, name), Server, options ?? new QueryOptions()).Run(id, approximate);
        });
    }

    /// <summary>The share of the truly nearest works that the approximate search finds, as a mean over works evenly spaced.</summary>
    /// <param name="name">The name of the index.</param>
    /// <param name="options">How many and by what; null for the defaults.</param>
    /// <param name="works">How many works are asked for.</param>
    /// <exception cref="StoreException">As <see cref="Query"/>.</exception>
    public double MeasureRecall(string name, QueryOptions? options = null, int works = 50)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(works, 1);
        return Guarded(() =>
        {
            using NpgsqlConnection connection = source.OpenConnection();
            StoredIndex index = Ready(connection, name);
            Sql sql = new();
            string[] ids = [.. sql.All(connection, $"select id from onnxstyle.works where index_id = {sql.Of(index.Id)} order by place", reader => reader.GetString(0))];
            int asked = Math.Min(works, ids.Length), found = 0, all = 0;
            StoreQuery query = new(connection, index, Server, options ?? new QueryOptions());
            for (int i = 0; i < asked; i++)
            {
                string id = ids[(int)((long)i * ids.Length / asked)];
                string[] exact = [.. query.Run(id, approximate: false).Found.Select(item => item.Work.Id)];
                found += query.Run(id, approximate: true).Found.Count(item => exact.Contains(item.Work.Id));
                all += exact.Length;
            }

            return all == 0 ? 1 : (double)found / all;
        });
    }

    /// <summary>Whether pgvector is installed in the database, so that <see cref="Query"/> can search approximately.</summary>
    /// <exception cref="StoreException">The database fails.</exception>
    public bool HasPgvector => Guarded(() =>
    {
        using NpgsqlConnection connection = source.OpenConnection();
        return StoreQuery.HasPgvector(connection);
    });

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();

    /// <summary>The index that queries see.</summary>
    /// <exception cref="UnknownIndexException">There is none.</exception>
    /// <exception cref="StoreException">It is not done.</exception>
    internal StoredIndex Ready(NpgsqlConnection connection, string name)
    {
        if (StoredIndex.Find(connection, name, Server) is StoredIndex index) return index;
        Sql sql = new();
        List<long> waiting = sql.All(connection, $"""
            select count(*) filter (where w.state < {Schema.Done}) from onnxstyle.indexes i join onnxstyle.works w on w.index_id = i.id
            where i.name = {sql.Of(name)} group by i.id order by i.id desc
            """, reader => reader.GetInt64(0));
        if (waiting.Count > 0)
            throw new StoreException(Server, $"holds an index '{name}' that is not done: {waiting[0]} pictures are to be read", "Call `onnxstyle recommend index` as before, which goes on with it.");
        string[] names = [.. new Sql().All(connection, "select distinct name from onnxstyle.indexes where ready order by name limit 20", reader => reader.GetString(0))];
        throw new UnknownIndexException(name, Server, names);
    }

    // Not what was given: it may hold a password.
    private static OptionsException Misspelt(string what) => new(nameof(PostgresStore), [$"Connection: it {what}; write Host=SERVER;Username=NAME;Password=WORD;Database=NAME"]);

    private T Guarded<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (PostgresException error)
        {
            throw new StoreException(Server, $"refuses: {error.MessageText.TrimEnd('.')} ({error.SqlState})", RemedyOf(error.SqlState), error);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
        {
            throw new StoreException(Server, $"cannot be reached: {error.Message.TrimEnd('.')}", "Check that the server runs and takes connections there.", error);
        }
    }

    private static string RemedyOf(string state) => state switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => "Check the user's name and password in the connection string.",
        PostgresErrorCodes.InvalidCatalogName => "Check the name of the database in the connection string, or have it made.",
        PostgresErrorCodes.InsufficientPrivilege => "Have the user given the right to do this in the database.",
        _ => "See the server's log.",
    };
}

using Npgsql;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender.Postgres;

/// <summary>Finds the works nearest to one by SQL: the same formula as in <see cref="ArtIndex"/>, row by row in the database.</summary>
internal sealed class StoreQuery
{
    /// <summary>The longest vectors that pgvector's HNSW takes.</summary>
    public const int LongestIndexed = 2000;

    private const int CandidatesForOne = 10; // that many from the index for each work that is wanted, and never fewer than
    private const int FewestCandidates = 100;
    private readonly NpgsqlConnection connection;
    private readonly StoredIndex index;
    private readonly string server;
    private readonly QueryOptions options;
    private readonly MetadataWeight? metadata;
    private readonly (string Name, string? Column, double Weight)[] parts;

    public StoreQuery(NpgsqlConnection connection, StoredIndex index, string server, QueryOptions options)
    {
        this.connection = connection;
        this.index = index;
        this.server = server;
        this.options = options;
        int[] types = [.. index.Settings.Kinds.Select((_, k) => Types(k))];
        metadata = types.Sum() == 0 ? null : new MetadataWeight([.. index.Settings.Kinds.Select(kind => kind.Weight)], types);
        double alpha = ArtIndex.AlphaOf(options, index.Terms, index.HasDoc2Vec, index.HasPictures, index.HasPictures, metadata is not null);
        if (options.Scale == DistanceScale.Typical)
            throw new OptionsException(nameof(QueryOptions), ["Scale is Typical: a database compares raw distances only; use raw, or an index in a file"]);
        (string Name, string? Column, double Weight)[] all =
        [
            (ArtIndex.TextPart, options.Text == TextMethod.TfIdf ? null : "doc2vec", alpha * (1 - options.Texture)),
            options.Picture == PictureMethod.Encoder ? ("picture", "picture", (1 - alpha) * (1 - options.Texture)) : ("palette", "palette", (1 - alpha) * (1 - options.Texture)),
            ("texture", "texture", options.Texture),
        ];
        parts = [.. all.Where(part => part.Weight > 0)];
    }

    /// <summary>Whether the database has pgvector's type and its HNSW, which came with its version 0.5.</summary>
    public static bool HasPgvector(NpgsqlConnection connection) =>
        new Sql().One<bool>(connection, "select to_regtype('vector') is not null and exists (select 1 from pg_am where amname = 'hnsw')");

    public (IndexedWork Work, IReadOnlyList<Recommendation> Found) Run(string id, bool approximate)
    {
        Asked asked = Ask(id);
        int[]? candidates = approximate ? Candidates(asked) : null;
        List<Found> found = Search(asked, candidates);
        Dictionary<int, string> terms = Terms([.. found.SelectMany(item => item.SharedColumns)]);
        return (asked.Work, [.. found.Select(item => new Recommendation
        {
            Work = item.Work,
            Distance = item.Distance,
            Parts = [.. parts.Select((part, i) => new DistancePart(part.Name, part.Weight, item.Parts[i]))],
            MetadataWeight = options.Metadata ? metadata![item.Shared] : 1,
            SharedKinds = [.. index.Settings.Kinds.Where((_, k) => (item.Shared >> k & 1) == 1).Select(kind => kind.Column)],
            SharedTerms = [.. item.SharedColumns.Select(column => terms[column])],
        })]);
    }

    private int Types(int kind)
    {
        Sql sql = new();
        return (int)sql.One<long>(connection, $"select count(distinct types[{kind + 1}]) filter (where types[{kind + 1}] <> '') from onnxstyle.works where index_id = {sql.Of(index.Id)}");
    }

    private Asked Ask(string id)
    {
        Sql sql = new();
        string vectors = string.Join(", ", parts.Select(part => part.Column ?? "null::real[]"));
        List<Asked> rows = sql.All(connection, $"select place, id, title, artist, image, types, terms, weights, {vectors} from onnxstyle.works where index_id = {sql.Of(index.Id)} and id = {sql.Of(id)}", reader => new Asked(
            Work(reader), reader.GetFieldValue<int[]>(6), reader.GetFieldValue<double[]>(7), [.. parts.Select((_, i) => reader.IsDBNull(8 + i) ? null : reader.GetFieldValue<float[]>(8 + i))]));
        if (rows.Count == 1) return rows[0];
        Sql next = new(), last = new();
        string near = next.One<string>(connection, $"select id from onnxstyle.works where index_id = {next.Of(index.Id)} and id > {next.Of(id)} order by id limit 1")
            ?? last.One<string>(connection, $"select max(id) from onnxstyle.works where index_id = {last.Of(index.Id)}") ?? "";
        throw new UnknownWorkException(id, $"{server}: {index.Name}", near);
    }

    private List<Found> Search(Asked asked, int[]? candidates)
    {
        Sql sql = new();
        string id = sql.Of(index.Id), among = candidates is null ? "" : $" and w.place = any({sql.Of(candidates)})", join = "";
        string[] distances = new string[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i].Column is string column)
            {
                // Without a vector on either side the sum is null: distance 1.
                distances[i] = Clipped($"(select sum(e.a::float8 * e.b::float8) from unnest(w.{column}, {sql.Of(asked.Vectors[i])}) e(a, b))");
            }
            else
            {
                // Added up by ascending columns, as in the file, so that sums are equal to the last bit.
                join = $"""
                    left join (select p.place, sum(p.weight * q.v order by q.c) as dot from unnest({sql.Of(asked.Terms)}, {sql.Of(asked.Weights)}) q(c, v)
                        join onnxstyle.postings p on p.index_id = {id} and p.term = q.c group by p.place) t on t.place = w.place
                    """;
                distances[i] = Clipped("t.dot");
            }
        }

        string types = sql.Of([.. asked.Work.Types]);
        string shared = string.Join(" + ", index.Settings.Kinds.Select((_, k) => $"(case when w.types[{k + 1}] <> '' and w.types[{k + 1}] = ({types})[{k + 1}] then {1 << k} else 0 end)").Append("0"));
        string sum = string.Join(" + ", parts.Select((part, i) => $"{sql.Of([part.Weight])}[1] * s.d{i}"));
        string weight = options.Metadata ? $"({sql.Of([.. Enumerable.Range(0, 1 << index.Settings.Kinds.Count).Select(mask => metadata![mask])])})[s.shared + 1]" : "1::float8";
        return sql.All(connection, $"""
            select s.*, ({sum}) * {weight} as distance from (
                select w.place, w.id, w.title, w.artist, w.image, w.types, w.terms, w.weights, {shared} as shared, {string.Join(", ", distances.Select((text, i) => $"{text} as d{i}"))}
                from onnxstyle.works w {join} where w.index_id = {id} and w.place <> {sql.Of(asked.Work.Row)}{among}) s
            order by distance, place limit {options.Top}
            """, reader => new Found(
            Work(reader), reader.GetInt32(8), [.. parts.Select((_, i) => reader.GetDouble(9 + i))], reader.GetDouble(9 + parts.Length),
            SparsePart.SharedColumns(new SparseRow(asked.Terms, asked.Weights), new SparseRow(reader.GetFieldValue<int[]>(6), reader.GetFieldValue<double[]>(7)))));
    }

    // The nearest by each part alone: of vectors by pgvector's index, of texts by the lists of their terms.
    private int[] Candidates(Asked asked)
    {
        if (!HasPgvector(connection))
            throw new StoreException(server, "has no pgvector (0.5 or newer), which an approximate search needs", "Have `create extension vector` run in the database and make the index again, or search exactly.");
        int wanted = Math.Max(FewestCandidates, CandidatesForOne * options.Top);
        HashSet<int> places = [];
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        new Sql().Run(connection, $"set local hnsw.ef_search = {Math.Min(1000, wanted)}");
        for (int i = 0; i < parts.Length; i++)
        {
            Sql sql = new();
            string text = parts[i].Column is not string column
                ? $"""
                    select p.place from unnest({sql.Of(asked.Terms)}, {sql.Of(asked.Weights)}) q(c, v) join onnxstyle.postings p on p.index_id = {sql.Of(index.Id)} and p.term = q.c
                    group by p.place order by sum(p.weight * q.v) desc limit {wanted}
                    """
                : $"""
                    select place from onnxstyle.works where index_id = {index.Id} and {column} is not null
                    order by {column}::vector({asked.Vectors[i]?.Length ?? 0}) <=> {sql.Of(asked.Vectors[i])}::real[]::vector({asked.Vectors[i]?.Length ?? 0}) limit {wanted}
                    """;
            if (parts[i].Column is null || asked.Vectors[i] is not null) places.UnionWith(sql.All(connection, text, reader => reader.GetInt32(0)));
        }

        transaction.Commit();
        return places.Count > options.Top ? [.. places] : [.. places, .. AnyOthers(options.Top + 1)];
    }

    // Works without anything in common are at distance 1, the first of them first.
    private List<int> AnyOthers(int count)
    {
        Sql sql = new();
        return sql.All(connection, $"select place from onnxstyle.works where index_id = {sql.Of(index.Id)} order by place limit {count}", reader => reader.GetInt32(0));
    }

    private Dictionary<int, string> Terms(int[] columns)
    {
        Sql sql = new();
        return sql.All(connection, $"""
            select t.n::int - 1, t.term from onnxstyle.indexes i, unnest(i.terms) with ordinality t(term, n) where i.id = {sql.Of(index.Id)} and t.n - 1 = any({sql.Of([.. columns.Distinct().Select(column => (long)column)])})
            """, reader => (reader.GetInt32(0), reader.GetString(1))).ToDictionary(term => term.Item1, term => term.Item2);
    }

    private static string Clipped(string dot) => $"least(greatest(1 - coalesce({dot}, 0), 0), 2)";

    private static IndexedWork Work(NpgsqlDataReader reader) => new()
    {
        Row = reader.GetInt32(0),
        Id = reader.GetString(1),
        Title = reader.GetString(2),
        Artist = reader.GetString(3),
        Image = reader.GetString(4),
        Types = reader.GetFieldValue<string[]>(5),
    };

    private sealed record Asked(IndexedWork Work, int[] Terms, double[] Weights, float[]?[] Vectors);

    private sealed record Found(IndexedWork Work, int Shared, double[] Parts, double Distance, int[] SharedColumns);
}

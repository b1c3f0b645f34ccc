using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender.Postgres;

/// <summary>Makes an index in a database, or helps to, and adds works to one.</summary>
internal sealed class StoreIndexing(PostgresStore store, NpgsqlDataSource source, string name)
{
    private readonly List<CatalogueProblem> problems = [];

    public StoreBuild Index(Catalogue catalogue, IndexOptions options, IProgress<IndexProgress>? progress, CancellationToken cancellationToken)
    {
        MetadataKind[] kinds = ArtIndexBuilder.KindsOf(catalogue, options);
        using PictureReader? reader = options.Pictures is null ? null : new PictureReader(options.Pictures, journal: null);
        IndexSettings settings = new(kinds, options.Text, options.Doc2Vec, options.Pictures, reader?.Fingerprint);
        (long id, bool mine) = Begin(catalogue, settings, Key(catalogue, settings), cancellationToken);
        int read = reader is null ? 0 : ReadPictures(id, reader, null, catalogue, progress, () => Finish(id, reader.Blocks, options.Pictures!.TextureSize), cancellationToken);
        return Result(id, mine ? catalogue.Works.Count : 0, read);
    }

    public StoreBuild Add(Catalogue catalogue, AddOptions options, IProgress<IndexProgress>? progress, CancellationToken cancellationToken)
    {
        StoredIndex index;
        PictureBasis? basis;
        using (NpgsqlConnection connection = source.OpenConnection())
        {
            index = store.Ready(connection, name);
            basis = index.ReadBasis(connection);
        }

        string? given = options.PictureFolder is not null ? nameof(options.PictureFolder) : options.EmbeddingModel is not null ? nameof(options.EmbeddingModel) : null;
        if (given is not null && basis is null)
            throw new OptionsException(nameof(AddOptions), [$"{given}: the index has no pictures that new ones could be compared with; make it again with pictures"]);
        PictureOptions? now = basis is null ? null : options.Over(index.Settings.Pictures!);
        using PictureReader? reader = now is null ? null : new PictureReader(now, journal: null);
        if (reader is not null && reader.Fingerprint != index.Settings.Fingerprint)
            throw new StoreException(store.Server, $"holds an index '{name}' that was made with {now!.Another}", "Add with the old one, or make the index again.");
        int added = Append(index, catalogue, reader is null ? Schema.Done : Schema.Waiting, cancellationToken);
        int read = reader is null ? 0 : ReadPictures(index.Id, reader, basis, catalogue, progress, () => true, cancellationToken);
        return Result(index.Id, added, read);
    }

    // The same works and options are the same index, whoever makes it and wherever the pictures lie.
    private static string Key(Catalogue catalogue, IndexSettings settings)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Take(string text) => hash.AppendData(Encoding.UTF8.GetBytes($"{text.Length}:{text}"));
        Take(Encoding.UTF8.GetString((settings with { Pictures = null }).Write()));
        if (settings.Pictures is PictureOptions pictures) Take($"{settings.Fingerprint} {pictures.TextureSize}");
        foreach (string column in catalogue.Columns) Take(column);
        foreach (CatalogueWork work in catalogue.Works)
            foreach (string column in catalogue.Columns) Take(work[column]);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Writes the catalogue and the models of its texts in one transaction, unless somebody has: who comes second waits for the first at the unique key.
    private (long Id, bool Mine) Begin(Catalogue catalogue, IndexSettings settings, string key, CancellationToken cancellationToken)
    {
        using NpgsqlConnection connection = source.OpenConnection();
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        Sql sql = new();
        string insert = $"""
            insert into onnxstyle.indexes (name, key, settings, terms, idf) values ({sql.Of(name)}, {sql.Of(key)}, {sql.Of(settings.Write(), NpgsqlDbType.Bytea)}, {sql.Of(Array.Empty<string>())}, {sql.Of(Array.Empty<double>())})
            on conflict (name, key) do nothing returning id
            """;
        long id = sql.One<long>(connection, insert);
        if (id == 0)
        {
            Sql find = new();
            return (find.One<long>(connection, $"select id from onnxstyle.indexes where name = {find.Of(name)} and key = {find.Of(key)}"), false);
        }

        string[] texts = [.. catalogue.Works.Select(work => work["text"])];
        TfIdfModel model = TfIdfModel.Fit(texts, settings.Text);
        (Doc2VecModel Model, float[] Vectors)? doc2vec = settings.Doc2Vec is null ? null : Doc2VecModel.Train(texts, settings.Doc2Vec, cancellationToken);
        bool waits = settings.Pictures is not null;
        WorkRows.Write(connection, id, settings.Kinds, 0, catalogue.Works, model,
            doc2vec is null ? null : i => Vectors.Unit(doc2vec.Value.Vectors.AsSpan(i * settings.Doc2Vec!.Size, settings.Doc2Vec.Size)), waits ? Schema.Waiting : Schema.Done);
        Sql update = new();
        update.Run(connection, $"""
            update onnxstyle.indexes set terms = {update.Of([.. model.Terms])}, idf = {update.Of(model.Idf.ToArray())}, words = {update.Of(doc2vec?.Model.Words.ToArray())}, counts = {update.Of(doc2vec?.Model.Counts)},
                inputs = {update.Of(doc2vec?.Model.WordVectors)}, outputs = {update.Of(doc2vec?.Model.Output)} where id = {update.Of(id)}
            """);
        if (!waits) MakeReady(connection, id);
        transaction.Commit();
        if (!waits) MakeVectorIndexes(connection, id);
        return (id, true);
    }

    // New works behind the others, in one transaction; whoever adds at the same time waits for it.
    private int Append(StoredIndex index, Catalogue catalogue, short state, CancellationToken cancellationToken)
    {
        using NpgsqlConnection connection = source.OpenConnection();
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        Sql take = new(), ids = new();
        if (take.One<long>(connection, $"select id from onnxstyle.indexes where id = {take.Of(index.Id)} for update") == 0) throw Replaced();
        Dictionary<string, bool> there = ids.All(connection, $"select id, state < {Schema.Done} from onnxstyle.works where index_id = {ids.Of(index.Id)}", row => (row.GetString(0), row.GetBoolean(1)))
            .ToDictionary(row => row.Item1, row => row.Item2, StringComparer.Ordinal);
        CatalogueWork[] works = [.. catalogue.Works.Where(work => !there.ContainsKey(work.Id))];
        problems.AddRange(catalogue.Works.Where(work => there.TryGetValue(work.Id, out bool waits) && !waits)
            .Select(work => new CatalogueProblem(work.Line, $"has the id '{work.Id}', which the index has", LeftOut: true)));
        problems.AddRange(index.Settings.Kinds.Where(kind => !catalogue.Columns.Contains(kind.Column, StringComparer.OrdinalIgnoreCase))
            .Select(kind => new CatalogueProblem(1, $"names no column '{kind.Column}', so that the new works have no {kind.Column}", LeftOut: false)));
        if (works.Length == 0) return 0;
        Doc2VecModel? doc2vec = index.ReadDoc2Vec(connection);
        float[][]? vectors = doc2vec is null ? null : new float[works.Length][];
        if (vectors is not null) Parallel.For(0, works.Length, new ParallelOptions { CancellationToken = cancellationToken }, i => vectors[i] = Vectors.Unit(doc2vec!.Infer(works[i]["text"])));
        WorkRows.Write(connection, index.Id, index.Settings.Kinds, there.Count, works, index.ReadTfIdf(connection), vectors is null ? null : i => vectors[i], state);
        Sql other = new(); // it is no longer what its catalogue makes: making that again makes another
        other.Run(connection, $"update onnxstyle.indexes set key = key || '+' where id = {other.Of(index.Id)}");
        transaction.Commit();
        return works.Length;
    }

    // Reads pictures until no process has one to read; how many this one has read.
    private int ReadPictures(
        long id, PictureReader reader, PictureBasis? basis, Catalogue catalogue, IProgress<IndexProgress>? progress, Func<bool> finish, CancellationToken cancellationToken)
    {
        Dictionary<string, CatalogueWork> works = catalogue.Works.ToDictionary(work => work.Id, StringComparer.Ordinal);
        PictureQueue queue = new(source, id, store.Lease);
        int all = queue.Waiting(), done = 0, read = 0;
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (queue.Claim() is (int place, string work))
                {
                    // A work of another catalogue, whose addition was interrupted: its row is all that is known, and its picture may be here by its id.
                    CatalogueWork known = works.TryGetValue(work, out CatalogueWork? found) ? found : Named(work);
                    (string image, PictureVectors? vectors) = reader.Read(known, problems, cancellationToken);
                    queue.Complete(place, image, vectors, basis);
                    done++;
                    if (vectors is not null) read++;
                    progress?.Report(new IndexProgress(done, Math.Max(all, done)));
                }
                else if (queue.Waiting() == 0 && finish())
                {
                    return read;
                }
                else
                {
                    cancellationToken.WaitHandle.WaitOne(store.Pause);
                }
            }
        }
        catch (OperationCanceledException)
        {
            queue.GiveBack();
            throw;
        }
    }

    private static CatalogueWork Named(string id) => new(0, new Dictionary<string, int> { ["id"] = 0 }, [id]);

    // Once all pictures are read: learns what they are measured against and writes their vectors. One process does it, the others wait and see that it is done.
    private bool Finish(long id, IReadOnlyList<int> blocks, int textureSize)
    {
        using NpgsqlConnection connection = source.OpenConnection();
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        Sql take = new(), count = new(), raw = new();
        if (take.One<long>(connection, $"select id from onnxstyle.indexes where id = {take.Of(id)} for update") == 0) throw Replaced();
        if (StoredIndex.Find(connection, id, store.Server)!.Ready) return true;
        if (count.One<long>(connection, $"select count(*) from onnxstyle.works where index_id = {count.Of(id)} and state < {Schema.Done}") > 0) return false;
        List<(int Place, PictureVectors Vectors)> pictures = raw.All(
            connection, $"select place, features, gram, palette from onnxstyle.works where index_id = {raw.Of(id)} and features is not null order by place",
            row => (row.GetInt32(0), new PictureVectors { Features = row.GetFieldValue<float[]>(1), Texture = row.GetFieldValue<float[]>(2), Palette = row.GetFieldValue<float[]>(3) }));
        if (pictures.Count > 0)
        {
            PictureBasis basis = PictureBasis.Learn([.. pictures.Select(picture => picture.Vectors)], blocks, textureSize);
            WriteVectors(connection, id, pictures, basis);
            Sql update = new();
            update.Run(connection, $"""
                update onnxstyle.indexes set basis_mean = {update.Of(basis.Arrays[0])}, basis_scale = {update.Of(basis.Arrays[1])}, basis_texture = {update.Of(basis.Arrays[2])},
                    basis_directions = {update.Of(basis.Arrays[3])} where id = {update.Of(id)}
                """);
        }

        MakeReady(connection, id);
        transaction.Commit();
        MakeVectorIndexes(connection, id);
        return true;
    }

    private static void WriteVectors(NpgsqlConnection connection, long id, List<(int Place, PictureVectors Vectors)> pictures, PictureBasis basis)
    {
        new Sql().Run(connection, "create temporary table finished (place int primary key, picture real[], texture real[]) on commit drop");
        using (NpgsqlBinaryImporter rows = connection.BeginBinaryImport("copy finished (place, picture, texture) from stdin (format binary)"))
        {
            foreach ((int place, PictureVectors vectors) in pictures)
            {
                rows.StartRow();
                rows.Write(place, NpgsqlDbType.Integer);
                foreach (float[]? vector in new[] { PictureQueue.Vector(basis.Picture(vectors)), PictureQueue.Vector(basis.Texture(vectors)) })
                {
                    if (vector is null) rows.WriteNull();
                    else rows.Write(vector, NpgsqlDbType.Array | NpgsqlDbType.Real);
                }
            }

            rows.Complete();
        }

        Sql sql = new();
        sql.Run(connection, $"update onnxstyle.works w set picture = f.picture, texture = f.texture, features = null, gram = null from finished f where w.index_id = {sql.Of(id)} and w.place = f.place");
    }

    // From here on queries see this one; those before it go.
    private void MakeReady(NpgsqlConnection connection, long id)
    {
        Sql ready = new(), older = new();
        ready.Run(connection, $"update onnxstyle.indexes set ready = true where id = {ready.Of(id)}");
        foreach (long gone in older.All(connection, $"delete from onnxstyle.indexes where name = {older.Of(name)} and id < {older.Of(id)} returning id", row => row.GetInt64(0)))
            foreach (string column in Schema.VectorColumns) new Sql().Run(connection, $"drop index if exists onnxstyle.{Schema.VectorIndex(gone, column)}");
    }

    // pgvector's index of each kind of vectors, where the extension is installed. Without it every search is exact.
    private static void MakeVectorIndexes(NpgsqlConnection connection, long id)
    {
        if (!StoreQuery.HasPgvector(connection)) return;
        foreach (string column in Schema.VectorColumns)
        {
            Sql sql = new();
            int size = sql.One<int>(connection, $"select cardinality({column}) from onnxstyle.works where index_id = {sql.Of(id)} and {column} is not null limit 1");
            if (size is 0 or > StoreQuery.LongestIndexed) continue;
            new Sql().Run(connection, $"""
                create index if not exists {Schema.VectorIndex(id, column)} on onnxstyle.works using hnsw (({column}::vector({size})) vector_cosine_ops) where index_id = {id}
                """);
        }
    }

    private StoreException Replaced() => new(store.Server, $"holds another index '{name}' now: it was replaced while this one was being made", "Make it again if this is the newer one.");

    private StoreBuild Result(long id, int added, int pictures)
    {
        using NpgsqlConnection connection = source.OpenConnection();
        StoredIndex index = StoredIndex.Find(connection, id, store.Server) ?? throw Replaced();
        Sql sql = new();
        long works = sql.One<long>(connection, $"select count(*) from onnxstyle.works where index_id = {sql.Of(id)}");
        return new StoreBuild((int)works, added, index.Terms, pictures, [.. problems.OrderBy(problem => problem.Line)]);
    }
}

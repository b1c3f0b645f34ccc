using System.Diagnostics;
using System.Text;
using Npgsql;
using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender.Postgres.Tests;

/// <summary>The index in a database against the index in a file, and what many processes do to it.</summary>
public sealed class StoreTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private const int Side = 48;
    private readonly string folder = Directory.CreateTempSubdirectory("onnxstyle-store").FullName;
    private readonly string name = $"index {Guid.NewGuid():N}";

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<string, QueryOptions> Questions => new()
    {
        { "text", new QueryOptions { Alpha = 1 } },
        { "both", new QueryOptions() },
        { "all and metadata", new QueryOptions { Alpha = 0.7, Texture = 0.2, Metadata = true } },
        { "doc2vec", new QueryOptions { Text = TextMethod.Doc2Vec, Alpha = 1, Metadata = true } },
        { "palette", new QueryOptions { Picture = PictureMethod.Palette, Alpha = 0.2, Top = 3 } },
        { "texture", new QueryOptions { Texture = 1, Top = 100 } },
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public void A_database_answers_as_a_file_does(string _, QueryOptions options)
    {
        using PostgresStore store = PostgresStore.Open(server.Connection);
        Catalogue catalogue = Works(11);
        StoreBuild built = store.Index(catalogue, name, Options());
        IndexBuild file = ArtIndexBuilder.Build(catalogue, At("i"), Options());
        Assert.Equal((file.Works, file.Terms, file.Pictures), (built.Works, built.Terms, built.Pictures));
        Assert.Equal(file.Problems, built.Problems);
        using ArtIndex index = ArtIndex.Open(At("i"));
        for (int row = 0; row < index.Count; row++) AssertSame(index, store, index.Work(row).Id, options);
    }

    [Fact]
    public void Works_that_come_later_are_those_of_the_file()
    {
        using PostgresStore store = PostgresStore.Open(server.Connection);
        store.Index(Works(7), name, Options());
        ArtIndexBuilder.Build(Works(7), At("i"), Options());
        StoreBuild added = store.Add(Works(12), name);
        IndexAddition file = ArtIndexBuilder.Add(Works(12), At("i"));
        Assert.Equal((5, 12), (added.Added, added.Works));
        Assert.Equal(file.Pictures, added.Pictures);
        Assert.Equal(file.Problems.Select(problem => problem.ToString()), added.Problems.Select(problem => problem.ToString()));
        using ArtIndex index = ArtIndex.Open(At("i"));
        foreach (string id in new[] { "w0", "w8", "w11" }) AssertSame(index, store, id, new QueryOptions { Alpha = 0.5, Texture = 0.2, Metadata = true });
    }

    [Fact]
    public async Task Many_make_one_index_and_every_picture_is_read_once()
    {
        Catalogue catalogue = Works(17);
        StoreBuild[] built = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            using PostgresStore store = PostgresStore.Open(server.Connection);
            return store.Index(catalogue, name, Options());
        })));
        Assert.Equal(17, built.Sum(one => one.Added)); // one process wrote the works
        Assert.Equal(14, built.Sum(one => one.Pictures)); // every fifth work from w3 on has none
        ArtIndexBuilder.Build(catalogue, At("i"), Options());
        using ArtIndex index = ArtIndex.Open(At("i"));
        using PostgresStore after = PostgresStore.Open(server.Connection);
        AssertSame(index, after, "w0", new QueryOptions { Alpha = 0.3, Texture = 0.3 });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(9)]
    public void A_stopped_indexing_goes_on_where_it_was(int pictures)
    {
        using PostgresStore store = PostgresStore.Open(server.Connection);
        using CancellationTokenSource stop = new();
        Watch watch = new(progress =>
        {
            if (progress.Done == pictures) stop.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => store.Index(Works(10), name, Options(), watch, stop.Token));
        Assert.Contains($"{10 - pictures} pictures are to be read", Assert.Throws<StoreException>(() => store.Query(name, "w0")).Message, StringComparison.Ordinal);
        int seen = 0;
        StoreBuild rest = store.Index(Works(10), name, Options(), new Watch(_ => seen++));
        Assert.Equal((0, 10 - pictures), (rest.Added, seen));
        Assert.Equal(0, store.Index(Works(10), name, Options(), new Watch(_ => Assert.Fail("all is there"))).Added);
        ArtIndexBuilder.Build(Works(10), At("i"), Options());
        using ArtIndex index = ArtIndex.Open(At("i"));
        AssertSame(index, store, "w1", new QueryOptions { Alpha = 0.5, Texture = 0.5 });
    }

    [Fact]
    public void A_claim_runs_out()
    {
        using PostgresStore store = PostgresStore.Open(server.Connection);
        using CancellationTokenSource stop = new();
        Assert.ThrowsAny<OperationCanceledException>(() => store.Index(Works(4), name, Options(), new Watch(_ => stop.Cancel()), stop.Token));
        using NpgsqlDataSource source = NpgsqlDataSource.Create(server.Connection);
        using NpgsqlConnection connection = source.OpenConnection();
        Sql sql = new();
        long id = sql.One<long>(connection, $"select id from onnxstyle.indexes where name = {sql.Of(name)}");
        PictureQueue killed = new(source, id, TimeSpan.FromSeconds(1)), other = new(source, id, TimeSpan.FromSeconds(60));
        (int Place, string Id)? claimed = killed.Claim();
        Assert.NotNull(claimed);
        Assert.NotEqual(claimed, other.Claim()); // skipped while the claim holds
        Stopwatch waited = Stopwatch.StartNew();
        (int Place, string Id)? again = null;
        while (again?.Place != claimed.Value.Place && waited.Elapsed < TimeSpan.FromSeconds(20))
        {
            Thread.Sleep(50);
            again = other.Claim();
        }

        Assert.Equal(claimed, again);
        int before = other.Waiting();
        killed.Complete(claimed.Value.Place, "late", null, null); // comes too late and changes nothing
        Assert.Equal(before, other.Waiting());
        other.GiveBack();
        Assert.Equal(0, store.Index(Works(4), name, Options()).Added);
    }

    [Fact]
    public void A_new_index_takes_the_place_of_the_old_when_it_is_done()
    {
        using PostgresStore store = PostgresStore.Open(server.Connection);
        store.Index(Works(5), name, Options());
        using CancellationTokenSource stop = new();
        Assert.ThrowsAny<OperationCanceledException>(() => store.Index(Works(9), name, Options(), new Watch(_ => stop.Cancel()), stop.Token));
        Assert.Equal(4, store.Query(name, "w0").Found.Count); // still the old one
        store.Index(Works(9), name, Options());
        Assert.Equal(7, store.Query(name, "w0").Found.Count);
        Assert.Equal(8, store.Query(name, "w0", new QueryOptions { Top = 10 }).Found.Count);
        using NpgsqlDataSource source = NpgsqlDataSource.Create(server.Connection);
        using NpgsqlConnection connection = source.OpenConnection();
        Sql sql = new();
        Assert.Equal(1, sql.One<long>(connection, $"select count(*) from onnxstyle.indexes where name = {sql.Of(name)}"));
    }

    [Fact]
    public void An_index_that_was_added_to_is_made_anew_from_its_catalogue()
    {
        using PostgresStore store = PostgresStore.Open(server.Connection);
        store.Index(Works(4), name, new IndexOptions());
        store.Add(Works(6), name);
        Assert.Equal(5, store.Query(name, "w0").Found.Count);
        Assert.Equal((4, 4), (store.Index(Works(4), name, new IndexOptions()).Added, store.Query(name, "w0", new QueryOptions { Top = 9 }).Found.Count + 1));
    }

    [Fact]
    public async Task Who_asks_does_not_wait_for_who_writes()
    {
        using (PostgresStore store = PostgresStore.Open(server.Connection)) store.Index(Works(5), name, new IndexOptions());
        using NpgsqlConnection writer = new(server.Connection);
        writer.Open();
        using NpgsqlTransaction transaction = writer.BeginTransaction();
        new Sql().Run(writer, "update onnxstyle.works set title = 'another'; update onnxstyle.indexes set ready = ready");
        (IndexedWork work, _) = await Task.Run(() =>
        {
            using PostgresStore store = PostgresStore.Open(server.Connection);
            return store.Query(name, "w1");
        }).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal("Title 1", work.Title);
    }

    [Fact]
    public void Texts_alone_make_an_index_too()
    {
        using PostgresStore store = PostgresStore.Open(server.Connection);
        store.Index(Works(6), name, new IndexOptions { Kinds = [] });
        (IndexedWork work, IReadOnlyList<Recommendation> found) = store.Query(name, "w2");
        Assert.Equal("Title 2", work.Title);
        Assert.Equal(5, found.Count);
        Assert.Contains("no pictures", Assert.Throws<OptionsException>(() => store.Query(name, "w2", new QueryOptions { Alpha = 0.5 })).Message, StringComparison.Ordinal);
        Assert.Contains("Metadata", Assert.Throws<OptionsException>(() => store.Query(name, "w2", new QueryOptions { Metadata = true })).Message, StringComparison.Ordinal);
        Assert.Contains("Scale is Typical", Assert.Throws<OptionsException>(() => store.Query(name, "w2", new QueryOptions { Scale = DistanceScale.Typical })).Message, StringComparison.Ordinal);
        Assert.Contains("no pictures", Assert.Throws<OptionsException>(() => store.Add(Works(7), name, new AddOptions { PictureFolder = folder })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_there_is_named()
    {
        using PostgresStore store = PostgresStore.Open(server.Connection);
        store.Index(Works(3), name, new IndexOptions());
        Assert.Contains("next in order is 'w2'", Assert.Throws<UnknownWorkException>(() => store.Query(name, "w1x")).Message, StringComparison.Ordinal);
        Assert.Contains($"'{name}'", Assert.Throws<UnknownIndexException>(() => store.Query("'; drop table x --", "w1")).Message, StringComparison.Ordinal);
        Assert.Throws<UnknownIndexException>(() => store.Add(Works(3), "nowhere"));
    }

    [Theory]
    [InlineData("what is this; I do not know", "is no connection string")]
    [InlineData("Port=many;Host=x;Password=opensesame", "is no connection string")]
    [InlineData("postgresql://a:opensesame@127.0.0.1/art", "is no connection string")]
    [InlineData("Username=a;Password=opensesame", "names no Host")]
    [InlineData("Host=127.0.0.1;Port=1;Username=a;Password=opensesame;Timeout=2", "cannot be reached")]
    public void A_connection_that_fails_is_one_sentence_without_the_password(string connection, string words)
    {
        OnnxStyleException error = Assert.ThrowsAny<OnnxStyleException>(() => PostgresStore.Open(connection));
        Assert.Equal(connection.Contains("Port=1;", StringComparison.Ordinal), error is StoreException);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("opensesame", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_that_is_not_there_is_refused()
    {
        StoreException error = Assert.Throws<StoreException>(() => PostgresStore.Open(server.Connection.Replace("Database=postgres", "Database=nowhere", StringComparison.Ordinal)));
        Assert.Contains("refuses: database \"nowhere\" does not exist", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("opensesame", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_approximate_search_without_pgvector_is_refused()
    {
        using PostgresStore store = PostgresStore.Open(server.Connection);
        store.Index(Works(3), name, new IndexOptions());
        Assert.False(store.HasPgvector); // no test asks for the extension in this database
        Assert.Contains("has no pgvector", Assert.Throws<StoreException>(() => store.Query(name, "w0", approximate: true)).Message, StringComparison.Ordinal);
    }

    private void AssertSame(ArtIndex index, PostgresStore store, string id, QueryOptions options)
    {
        const double tolerance = 1e-6; // the file adds products in single precision
        IReadOnlyList<Recommendation> expected = index.Query(id, options);
        (IndexedWork work, IReadOnlyList<Recommendation> found) = store.Query(name, id, options);
        Assert.Equal(id, work.Id);
        Assert.Equal(expected.Count, found.Count);
        Dictionary<string, Recommendation> all = index.Query(id, options with { Top = 1000 }).ToDictionary(item => item.Work.Id);
        for (int i = 0; i < found.Count; i++)
        {
            Recommendation same = all[found[i].Work.Id];
            Assert.Equal(expected[i].Distance, found[i].Distance, tolerance);
            Assert.Equal(same.Distance, found[i].Distance, tolerance);
            Assert.Equal(same.Parts.Select(part => (part.Name, part.Weight)), found[i].Parts.Select(part => (part.Name, part.Weight)));
            foreach ((DistancePart a, DistancePart b) in same.Parts.Zip(found[i].Parts)) Assert.Equal(a.Distance, b.Distance, tolerance);
            Assert.Equal(same.MetadataWeight, found[i].MetadataWeight);
            Assert.Equal(same.SharedKinds, found[i].SharedKinds);
            Assert.Equal(same.SharedTerms, found[i].SharedTerms);
            Assert.Equal((same.Work.Row, same.Work.Title, same.Work.Artist), (found[i].Work.Row, found[i].Work.Title, found[i].Work.Artist));
            if (options is { Alpha: 1, Text: TextMethod.TfIdf }) Assert.Equal((expected[i].Work.Id, expected[i].Distance), (found[i].Work.Id, found[i].Distance)); // to the last bit, ties included
        }
    }

    private IndexOptions Options() => new()
    {
        Doc2Vec = new Doc2VecOptions { MinCount = 1, Size = 9, Epochs = 2 },
        Pictures = new PictureOptions { Folder = folder, Side = Side, TextureSize = 4, Threads = 1 },
    };

    private string At(string file) => Path.Combine(folder, file);

    // Works w0, w1, ... with texts that share words; every fifth from w3 on has no picture, every seventh from w4 on no text.
    private Catalogue Works(int count)
    {
        StringBuilder text = new("id,title,artist,style,subject,year,text\n");
        for (int i = 0; i < count; i++)
        {
            text.Append($"w{i},Title {i},Ann,s{i % 3},{(i % 4 == 0 ? "" : $"t{i % 2}")},{1800 + (i % 5)},{(i % 7 == 4 ? "" : $"boats word{i % 4} word{i % 3} other{i % 6} at dusk")}\n");
            if (i % 5 == 3 || File.Exists(At($"w{i}.png"))) continue;
            Image image = new(50 + i, 52);
            for (int c = 0; c < 3; c++)
                for (int p = 0; p < image.PixelCount; p++) image.Channel(c)[p] = p / (2 + i) % (3 + c) / (2f + c);
            ImageFile.Save(image, At($"w{i}.png"));
        }

        return Catalogue.Read(Encoding.UTF8.GetBytes(text.ToString()), "works.csv");
    }

    private sealed class Watch(Action<IndexProgress> act) : IProgress<IndexProgress>
    {
        public void Report(IndexProgress value) => act(value);
    }
}

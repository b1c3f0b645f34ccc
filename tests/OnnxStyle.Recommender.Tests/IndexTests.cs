using System.Text;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender.Tests;

public sealed class IndexTests : IDisposable
{
    private const string Works = """
        id,title,artist,style,subject,year,text
        a,Harbour,Ann,x,sea,1871,boats in a harbour at dusk
        b,Harbour II,Ann,x,sea,1871,boats in a harbour at dusk
        c,Port,Bob,y,sea,1900,boats in a port
        d,Woman,Bob,x,people,1900,portrait of a woman
        e,Untitled,,,,,
        ß,Girl,Cyd,y,people,,portrait of a girl at dusk

        """;

    private readonly string folder = Directory.CreateTempSubdirectory("onnxstyle-index").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_goes_in_comes_out()
    {
        using ArtIndex index = Make();
        Assert.Equal(6, index.Count);
        Assert.Equal(["style", "subject", "year"], index.Kinds.Select(kind => kind.Column));
        foreach (string id in new[] { "a", "b", "c", "d", "e", "ß" }) Assert.Equal(id, index.Work(index.Row(id)).Id);
        IndexedWork work = index.Work(index.Row("ß"));
        Assert.Equal(("Girl", "Cyd"), (work.Title, work.Artist));
        Assert.Equal(["y", "people", ""], work.Types);
    }

    [Fact]
    public void The_nearest_come_first_and_the_work_itself_never()
    {
        using ArtIndex index = Make();
        IReadOnlyList<Recommendation> found = index.Query("a");
        Assert.Equal(["b", "c", "ß", "d", "e"], found.Select(item => item.Work.Id));
        Assert.Equal(0, found[0].Distance, 1e-15);
        Assert.Equal(1, found[^1].Distance);
        Assert.Equal("text 0.00 (harbour, at, boats), same style, same subject, same year", found[0].Explanation);
        Assert.Equal(2, index.Query("a", new QueryOptions { Top = 2 }).Count);
    }

    [Fact]
    public void A_work_without_text_gets_recommendations_all_the_same()
    {
        using ArtIndex index = Make();
        IReadOnlyList<Recommendation> found = index.Query("e", new QueryOptions { Top = 3, Metadata = true });
        Assert.Equal(["a", "b", "c"], found.Select(item => item.Work.Id));
        Assert.All(found, item => Assert.Equal(1, item.Distance));
    }

    [Fact]
    public void Metadata_multiplies_the_distance()
    {
        using ArtIndex index = Make();
        IReadOnlyList<Recommendation> raw = index.Query("d"), weighted = index.Query("d", new QueryOptions { Metadata = true });
        MetadataWeight weight = new([0.4, 0.4, 0.2], [2, 2, 2]);
        foreach (Recommendation item in weighted)
        {
            int mask = new[] { "style", "subject", "year" }.Select((kind, k) => item.SharedKinds.Contains(kind) ? 1 << k : 0).Sum();
            Assert.Equal(weight[mask], item.MetadataWeight);
            Assert.Equal(raw.Single(other => other.Work.Id == item.Work.Id).Distance * weight[mask], item.Distance, 1e-15);
        }

        Assert.All(raw, item => Assert.Equal(1, item.MetadataWeight));
        Assert.Equal(["year"], weighted.Single(item => item.Work.Id == "c").SharedKinds);
        Assert.Equal(["style"], weighted.Single(item => item.Work.Id == "a").SharedKinds);
    }

    [Fact]
    public void Kinds_that_a_catalogue_lacks_are_left_out_unless_they_were_named()
    {
        Catalogue catalogue = Catalogue.Read("id,style,year\n1,x,2\n2,x,3\n"u8.ToArray(), "works.csv");
        ArtIndexBuilder.Build(catalogue, At("i"));
        using ArtIndex index = ArtIndex.Open(At("i"));
        Assert.Equal(["style", "year"], index.Kinds.Select(kind => kind.Column));
        Assert.Equal(1, index.Kinds.Sum(kind => kind.Weight), 1e-12);
        Assert.Contains("'subject'", Assert.Throws<OptionsException>(() => ArtIndexBuilder.Build(catalogue, At("j"), new IndexOptions { Kinds = MetadataKind.Defaults })).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(At("j")));
    }

    [Fact]
    public void Metadata_that_is_not_there_is_no_silent_nothing()
    {
        ArtIndexBuilder.Build(Catalogue.Read("id,text\n1,red boat\n2,boat\n"u8.ToArray(), "works.csv"), At("i"));
        using ArtIndex index = ArtIndex.Open(At("i"));
        Assert.Contains("Metadata", Assert.Throws<OptionsException>(() => index.Query("1", new QueryOptions { Metadata = true })).Message, StringComparison.Ordinal);
        Assert.Single(index.Query("1"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("A")]
    [InlineData("zz")]
    [InlineData("水")]
    public void An_unknown_work_is_named(string id)
    {
        using ArtIndex index = Make();
        Assert.Contains($"'{id}'", Assert.Throws<UnknownWorkException>(() => index.Query(id)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_open_index_outlives_the_file_that_replaces_it()
    {
        using ArtIndex index = Make();
        ArtIndexBuilder.Build(Catalogue.Read("id\nz\n"u8.ToArray(), "works.csv"), At("works.index"));
        Assert.Equal("b", index.Query("a")[0].Work.Id);
        using ArtIndex after = ArtIndex.Open(At("works.index"));
        Assert.Equal(1, after.Count);
    }

    [Fact]
    public void Every_cut_of_an_index_is_refused()
    {
        Make().Dispose();
        byte[] whole = File.ReadAllBytes(At("works.index"));
        for (int length = 0; length < whole.Length; length += 61)
        {
            File.WriteAllBytes(At("cut"), whole[..length]);
            Assert.Throws<IndexFormatException>(() => ArtIndex.Open(At("cut")));
        }
    }

    [Fact]
    public void Changed_bytes_give_an_answer_or_a_refusal()
    {
        Make().Dispose();
        byte[] whole = File.ReadAllBytes(At("works.index"));
        Random random = new(1);
        int refused = 0;
        for (int i = 0; i < 1000; i++)
        {
            byte[] changed = [.. whole];
            for (int flips = random.Next(1, 4); flips > 0; flips--) changed[random.Next(whole.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(At("changed"), changed);
            try
            {
                using ArtIndex index = ArtIndex.Open(At("changed"));
                index.Query(index.Work(0).Id, new QueryOptions { Metadata = index.Kinds.Count > 0 });
            }
            catch (OnnxStyleException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, 999);
    }

    [Fact]
    public void No_index_is_named_as_such()
    {
        File.WriteAllText(At("text"), "a text that is long enough to hold a header");
        Assert.Contains("is no index", Assert.Throws<IndexFormatException>(() => ArtIndex.Open(At("text"))).Message, StringComparison.Ordinal);
        Assert.Contains("is not there", Assert.Throws<IndexFormatException>(() => ArtIndex.Open(At("missing"))).Message, StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(folder, name);

    private ArtIndex Make()
    {
        IndexBuild build = ArtIndexBuilder.Build(Catalogue.Read(Encoding.UTF8.GetBytes(Works), "works.csv"), At("works.index"));
        Assert.Equal((6, 1), (build.Works, build.WithoutText));
        return ArtIndex.Open(At("works.index"));
    }
}

using System.Text;
using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender.Tests;

/// <summary>Works that come later.</summary>
public sealed class AdditionTests : IDisposable
{
    private const int Side = 48;
    private const string First = "id,title,artist,style,subject,year,text\na,Harbour,Ann,x,sea,1871,boats in a harbour at dusk\nb,Port,Bob,y,sea,1900,boats in a port\nc,Woman,Bob,x,people,,portrait of a woman at dusk\n";
    private const string More = "id,title,artist,style,subject,year,text\nd,Quay,Cyd,z,sea,1900,boats at a quay\nA,Harbour again,Ann,x,sea,1871,boats in a harbour at dusk\nß,Nothing,,,,,\n";
    private readonly string folder = Directory.CreateTempSubdirectory("onnxstyle-addition").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_was_there_stays_bit_for_bit()
    {
        using ArtIndex before = Make();
        IndexAddition addition = ArtIndexBuilder.Add(Read(More), At("i"));
        Assert.Equal((3, 6, 1, 1), (addition.Added, addition.Works, addition.WithoutText, addition.NewTypes));
        using ArtIndex after = ArtIndex.Open(At("i"));
        Assert.Equal(["a", "b", "c", "d", "A", "ß"], Enumerable.Range(0, after.Count).Select(row => after.Work(row).Id));
        Assert.Equal(3, before.Count); // the open one goes on to be the old one
        foreach (string name in before.File.Names.Where(name => name != "order"))
        {
            byte[] old = before.File.Section<byte>(name).ToArray(), now = after.File.Section<byte>(name).ToArray();
            Assert.True(now.AsSpan().StartsWith(old), name);
        }
    }

    [Fact]
    public void Everything_new_is_found_and_known()
    {
        Make().Dispose();
        ArtIndexBuilder.Add(Read(More), At("i"));
        using ArtIndex index = ArtIndex.Open(At("i"));
        foreach (string id in new[] { "a", "b", "c", "d", "A", "ß" }) Assert.Equal(id, index.Work(index.Row(id)).Id);
        IndexedWork work = index.Work(index.Row("d"));
        Assert.Equal(("Quay", "Cyd"), (work.Title, work.Artist));
        Assert.Equal(["z", "sea", "1900"], work.Types);
        Assert.Equal(["", "", ""], index.Work(index.Row("ß")).Types);
        Assert.Equal("A", index.Query("a")[0].Work.Id);
    }

    [Fact]
    public void A_text_gets_the_vector_that_the_old_terms_give_it()
    {
        Make(new Doc2VecOptions { MinCount = 1, Size = 9, Epochs = 3 }).Dispose();
        ArtIndexBuilder.Add(Read(More), At("i"));
        string[] texts = [.. Read(First).Works.Select(work => work["text"])];
        TfIdfModel model = TfIdfModel.Fit(texts);
        Doc2VecModel doc2vec = Doc2VecModel.Train(texts, new Doc2VecOptions { MinCount = 1, Size = 9, Epochs = 3 }).Model;
        using ArtIndex index = ArtIndex.Open(At("i"));
        SparseRows rows = new(index.File.Section<long>("text.starts"), index.File.Section<int>("text.columns"), index.File.Section<double>("text.values"));
        foreach (CatalogueWork work in Read(More).Works)
        {
            (int[] columns, double[] values) = model.Transform(work["text"]);
            int row = index.Row(work.Id);
            Assert.Equal(columns, rows[row].Columns.ToArray());
            Assert.Equal(values, rows[row].Values.ToArray());
            Assert.Equal(Vectors.Unit(doc2vec.Infer(work["text"])), index.File.Section<float>("doc2vec").Slice(row * 9, 9).ToArray());
        }
    }

    [Theory]
    [InlineData(Doc2VecMode.DistributedMemory)]
    [InlineData(Doc2VecMode.BagOfWords)]
    public void Both_ways_of_Doc2Vec_are_kept(Doc2VecMode mode)
    {
        Make(new Doc2VecOptions { Mode = mode, MinCount = 1, Size = 4, Epochs = 2 }).Dispose();
        ArtIndexBuilder.Add(Read(More), At("i"));
        using ArtIndex index = ArtIndex.Open(At("i"));
        Assert.Equal(5, index.Query("d", new QueryOptions { Text = TextMethod.Doc2Vec }).Count);
    }

    [Fact]
    public void Metadata_weighs_as_in_an_index_made_of_all()
    {
        Make().Dispose();
        ArtIndexBuilder.Add(Read(More), At("i"));
        ArtIndexBuilder.Build(Read(First + More[(More.IndexOf('\n', StringComparison.Ordinal) + 1)..]), At("all"));
        using ArtIndex added = ArtIndex.Open(At("i")), all = ArtIndex.Open(At("all"));
        foreach (string id in new[] { "a", "d", "ß" })
        {
            Dictionary<string, double> expected = all.Query(id, new QueryOptions { Metadata = true }).ToDictionary(item => item.Work.Id, item => item.MetadataWeight);
            Assert.All(added.Query(id, new QueryOptions { Metadata = true }), item => Assert.Equal(expected[item.Work.Id], item.MetadataWeight));
        }
    }

    [Fact]
    public void The_same_picture_gets_the_same_vectors_at_once_and_later()
    {
        SavePictures(5);
        ArtIndexBuilder.Build(Read("id\np0\np1\np2\np3\n"), At("i"), new IndexOptions { Pictures = Options() });
        Directory.CreateDirectory(At("later"));
        File.Copy(At("p1.png"), At("later/q1.png"));
        File.Copy(At("p4.png"), At("later/q4.png"));
        IndexAddition addition = ArtIndexBuilder.Add(Read("id\nq1\nnone\nq4\n"), At("i"), new AddOptions { PictureFolder = At("later") });
        Assert.Equal(2, addition.Pictures);
        Assert.Equal(3, Assert.Single(addition.Problems).Line);
        using ArtIndex index = ArtIndex.Open(At("i"));
        foreach (string section in new[] { "picture", "texture", "palette" })
        {
            Assert.Equal(Row(index, section, "p1"), Row(index, section, "q1"));
            Assert.NotEqual(Row(index, section, "p1"), Row(index, section, "q4"));
            Assert.All(Row(index, section, "none"), value => Assert.Equal(0, value));
        }

        Assert.True(File.Exists(Path.Combine(index.PictureFolder!, index.Work(index.Row("q4")).Image)));
        Assert.Equal("q1", index.Query("p1", new QueryOptions { Alpha = 0, Texture = 0.5 })[0].Work.Id);

        ArtIndexBuilder.Build(Read("id\np0\np1\np2\np3\np4\n"), At("all"), new IndexOptions { Pictures = Options() });
        using ArtIndex all = ArtIndex.Open(At("all"));
        Assert.Equal(Row(all, "palette", "p4"), Row(index, "palette", "q4")); // measured against nothing: that of any index
    }

    [Fact]
    public void What_is_there_already_is_named_and_left_out()
    {
        Make().Dispose();
        IndexAddition addition = ArtIndexBuilder.Add(Read("id,text\nb,another\nn,boats\n"), At("i"));
        Assert.Equal(1, addition.Added);
        Assert.Contains(addition.Problems, problem => problem.ToString() == "line 2 has the id 'b', which the index has; it is left out");
        Assert.Contains(addition.Problems, problem => problem.ToString().StartsWith("line 1 names no column 'style'", StringComparison.Ordinal));
        byte[] before = File.ReadAllBytes(At("i"));
        Assert.Contains("has all 2 works", Assert.Throws<CatalogueException>(() => ArtIndexBuilder.Add(Read("id,text\nb,x\nn,y\n"), At("i"))).Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(At("i")));
    }

    [Fact]
    public void What_cannot_be_added_to_is_refused_with_a_remedy()
    {
        Make().Dispose();
        Assert.Contains("no pictures", Assert.Throws<OptionsException>(() => ArtIndexBuilder.Add(Read(More), At("i"), new AddOptions { PictureFolder = folder })).Message, StringComparison.Ordinal);
        Assert.Throws<IndexFormatException>(() => ArtIndexBuilder.Add(Read(More), At("nowhere")));

        // An index of the version before: the same without the weights of its terms.
        using (ArtIndex index = ArtIndex.Open(At("i")))
        {
            IndexWriter writer = new();
            foreach (string name in index.File.Names.Where(name => name != "text.idf")) writer.Keep(index.File, name);
            writer.Write(At("old"));
        }

        string message = Assert.Throws<IndexFormatException>(() => ArtIndexBuilder.Add(Read(More), At("old"))).Message;
        Assert.Contains("make it again", message, StringComparison.Ordinal);
        using ArtIndex old = ArtIndex.Open(At("old")); // it can still be asked
        Assert.Equal(2, old.Query("a").Count);
    }

    [Fact]
    public void One_process_at_a_time_writes_an_index()
    {
        Make().Dispose();
        using (IndexLock.Take(At("i")))
        {
            Assert.Contains("another process", Assert.Throws<FileWriteException>(() => ArtIndexBuilder.Add(Read(More), At("i"))).Message, StringComparison.Ordinal);
            Assert.Throws<FileWriteException>(() => ArtIndexBuilder.Build(Read(First), At("i")));
        }

        Assert.Equal(3, ArtIndexBuilder.Add(Read(More), At("i")).Added);
        Assert.Equal(["i"], Directory.EnumerateFiles(folder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public void A_stopped_indexing_goes_on_where_it_was(int pictures)
    {
        SavePictures(5);
        Catalogue catalogue = Read("id\np0\np1\np2\np3\np4\n");
        using CancellationTokenSource stop = new();
        if (pictures == 0) stop.Cancel();
        Watch watch = new(progress =>
        {
            if (progress.Done == pictures) stop.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => ArtIndexBuilder.Build(catalogue, At("i"), new IndexOptions { Pictures = Options() }, watch, stop.Token));
        Assert.False(File.Exists(At("i")));
        Assert.Equal(pictures > 0, File.Exists(At("i.partial")));
        if (pictures > 0)
        {
            using PictureJournal journal = PictureJournal.Open(At("i.partial"));
            Assert.Equal(pictures, journal.Count);
        }

        Assert.Equal(pictures, ArtIndexBuilder.Build(catalogue, At("i"), new IndexOptions { Pictures = Options() }).PicturesKept);
        ArtIndexBuilder.Build(catalogue, At("j"), new IndexOptions { Pictures = Options() });
        Assert.Equal(File.ReadAllBytes(At("j")), File.ReadAllBytes(At("i")));
        Assert.False(File.Exists(At("i.partial")));
    }

    [Fact]
    public void A_journal_is_believed_as_far_as_it_is_whole()
    {
        PictureVectors vectors = new() { Features = [1, 2, 3], Texture = [4], Palette = [5, 6] };
        string[] keys = [.. Enumerable.Range(0, 4).Select(i => new string((char)('A' + i), 64))];
        using (PictureJournal journal = PictureJournal.Open(At("p")))
            foreach (string key in keys) journal.Append(key, vectors);
        byte[] whole = File.ReadAllBytes(At("p"));
        int record = (whole.Length - 8) / 4;
        for (int length = 0; length <= whole.Length; length += 13)
        {
            File.WriteAllBytes(At("cut"), whole[..length]);
            using PictureJournal cut = PictureJournal.Open(At("cut"));
            Assert.Equal(Math.Max(0, length - 8) / record, cut.Count);
        }

        Random random = new(5);
        for (int i = 0; i < 200; i++)
        {
            byte[] changed = [.. whole];
            int at = random.Next(8, whole.Length);
            changed[at] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(At("changed"), changed);
            using PictureJournal journal = PictureJournal.Open(At("changed"));
            Assert.Equal((at - 8) / record, journal.Count);
            journal.Append(keys[3], vectors); // and it goes on
            Assert.Equal(vectors.Palette, journal.Find(keys[3])!.Palette);
        }
    }

    [Fact]
    public void A_key_is_the_picture_and_what_reads_it()
    {
        SavePictures(2);
        File.Copy(At("p0.png"), At("copy.png"));
        using PictureEmbedder crop = new(Options()), stretch = new(Options() with { Fit = PictureFit.Stretch }), larger = new(Options() with { Side = 64 });
        string[] keys = [.. new[] { crop, stretch, larger }.Select(embedder => PictureJournal.Key(embedder.Fingerprint, At("p0.png"))), PictureJournal.Key(crop.Fingerprint, At("p1.png"))];
        Assert.Equal(4, keys.Distinct().Count());
        Assert.Equal(keys[0], PictureJournal.Key(crop.Fingerprint, At("copy.png")));
    }

    private static Catalogue Read(string text) => Catalogue.Read(Encoding.UTF8.GetBytes(text), "works.csv");

    private static float[] Row(ArtIndex index, string section, string id)
    {
        ReadOnlySpan<float> all = index.File.Section<float>(section);
        int size = all.Length / index.Count;
        return all.Slice(index.Row(id) * size, size).ToArray();
    }

    private PictureOptions Options() => new() { Folder = folder, Side = Side, TextureSize = 3 };

    private string At(string name) => Path.Combine(folder, name);

    private ArtIndex Make(Doc2VecOptions? doc2vec = null)
    {
        ArtIndexBuilder.Build(Read(First), At("i"), new IndexOptions { Doc2Vec = doc2vec });
        return ArtIndex.Open(At("i"));
    }

    private void SavePictures(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Image image = new(50 + (3 * i), 52);
            for (int c = 0; c < 3; c++)
                for (int p = 0; p < image.PixelCount; p++) image.Channel(c)[p] = p / (2 + i) % (3 + c) / (2f + c);
            ImageFile.Save(image, At($"p{i}.png"));
        }
    }

    private sealed class Watch(Action<IndexProgress> act) : IProgress<IndexProgress>
    {
        public void Report(IndexProgress value) => act(value);
    }
}

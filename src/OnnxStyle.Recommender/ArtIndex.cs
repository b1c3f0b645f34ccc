using System.Runtime.CompilerServices;
using System.Text;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>
/// An open index: works, their vectors and their metadata, read from the mapped file where they lie. Opening checks the structure and copies
/// nothing. Members may be called from several threads until it is disposed of; a new index that replaces the file does not disturb an open one.
/// </summary>
public sealed class ArtIndex : IDisposable
{
    /// <summary>The name of the part that compares texts.</summary>
    public const string TextPart = "text";

    private const int RowsAtATime = 1024; // their distances stay in the innermost cache
    private const int RowsInRun = 16 * RowsAtATime;
    private readonly IndexFile file;
    private readonly IndexSettings settings;
    private readonly TextColumn ids;
    private readonly TextColumn titles;
    private readonly TextColumn artists;
    private readonly TextColumn? images;
    private readonly TextColumn[] types;
    private readonly string[] kindRows;
    private readonly MetadataWeight? metadata;
    private readonly SparsePart text;
    private readonly DensePart? doc2vec;
    private readonly DensePart? picture;
    private readonly DensePart? palette;
    private readonly DensePart? texture;

    private ArtIndex(IndexFile file)
    {
        this.file = file;
        settings = IndexSettings.Parse(file);
        ids = new TextColumn(file, "id");
        titles = new TextColumn(file, "title", Count);
        artists = new TextColumn(file, "artist", Count);
        images = file.Has("image.starts") ? new TextColumn(file, "image", Count) : null;
        kindRows = [.. settings.Kinds.Select((_, k) => $"kind{k}.rows")];
        types = [.. settings.Kinds.Select((_, k) => new TextColumn(file, $"kind{k}.types"))];
        file.CheckBelow("order", file.Section<int>("order", Count), 0, Count);
        for (int k = 0; k < types.Length; k++) file.CheckBelow(kindRows[k], file.Section<int>(kindRows[k], Count), -1, types[k].Count);
        text = new SparsePart(file, Count);
        doc2vec = DensePart.Open(file, "doc2vec", TextPart, Count);
        picture = DensePart.Open(file, "picture", "picture", Count);
        palette = DensePart.Open(file, "palette", "palette", Count);
        texture = DensePart.Open(file, "texture", "texture", Count);
        metadata = types.Sum(column => column.Count) == 0 ? null : new MetadataWeight(Kinds.Select(kind => kind.Weight).ToArray(), types.Select(column => column.Count).ToArray());
    }

    /// <summary>The number of works.</summary>
    public int Count => ids.Count;

    /// <summary>The kinds of metadata and their weights.</summary>
    public IReadOnlyList<MetadataKind> Kinds => settings.Kinds;

    /// <summary>The number of terms of the texts.</summary>
    public int Terms => text.Terms;

    /// <summary>Whether texts can be compared by Doc2Vec.</summary>
    public bool HasDoc2Vec => doc2vec is not null;

    /// <summary>Whether there are vectors of pictures.</summary>
    public bool HasPictures => picture is not null;

    /// <summary>Whether a work has a type of any kind of metadata.</summary>
    public bool HasMetadata => metadata is not null;

    /// <summary>The folder that the pictures were read from; null: there are none.</summary>
    public string? PictureFolder => settings.Pictures?.Folder;

    /// <summary>Opens an index.</summary>
    /// <exception cref="IndexFormatException">There is no such file, or it is no index, or damaged.</exception>
    public static ArtIndex Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        IndexFile file = new(path);
        try
        {
            return new ArtIndex(file);
        }
        catch (OptionsException error)
        {
            file.Dispose();
            throw new IndexFormatException(path, $"is damaged: {error.Message.TrimEnd('.')}", error);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The work in a row.</summary>
    /// <param name="row">0 to below <see cref="Count"/>.</param>
    public IndexedWork Work(int row) => new()
    {
        Row = row,
        Id = ids[row],
        Title = titles[row],
        Artist = artists[row],
        Image = images?[row] ?? "",
        Types = [.. types.Select((column, k) => file.Section<int>(kindRows[k])[row] is int type && type >= 0 ? column[type] : "")],
    };

    /// <summary>The row of a work.</summary>
    /// <exception cref="UnknownWorkException">There is no such work.</exception>
    public int Row(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        ReadOnlySpan<int> order = file.Section<int>("order");
        byte[] key = Encoding.UTF8.GetBytes(id);
        int low = 0, high = order.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            int comparison = ids.Bytes(order[middle]).SequenceCompareTo(key);
            if (comparison == 0) return order[middle];
            if (comparison < 0) low = middle + 1;
            else high = middle;
        }

        throw new UnknownWorkException(id, file.Path, ids[order[Math.Min(low, order.Length - 1)]]);
    }

    /// <summary>The works nearest to a work, itself left out; of equal distances the row decides. The search is exact.</summary>
    /// <param name="id">The work.</param>
    /// <param name="options">How many and by what; null for the defaults.</param>
    /// <exception cref="UnknownWorkException">There is no such work.</exception>
    /// <exception cref="OptionsException">An option is out of range, or asks for what the index does not have.</exception>
    public IReadOnlyList<Recommendation> Query(string id, QueryOptions? options = null)
    {
        QueryOptions chosen = options ?? new QueryOptions();
        IReadOnlyList<WeighedPart> parts = Weigh(chosen);
        int query = Row(id);
        PartQuery[] asked = [.. parts.Select(part => part.Part.Ask(query))];
        Nearest nearest = Search(chosen.Top, query, (first, distances) => Combine(chosen, parts, asked, query, first, distances));
        return [.. nearest.Take().Select(found => new Recommendation
        {
            Work = Work(found.Row),
            Distance = found.Distance,
            Parts = [.. parts.Select((part, i) => new DistancePart(part.Part.Name, part.Weight, asked[i].Distance(found.Row)))],
            MetadataWeight = chosen.Metadata ? metadata![Shared(query, found.Row)] : 1,
            SharedKinds = [.. Kinds.Where((_, k) => (Shared(query, found.Row) >> k & 1) == 1).Select(kind => kind.Column)],
            SharedTerms = text.SharedTerms(query, found.Row),
        })];
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    /// <summary>The file, whose structure was checked.</summary>
    internal IndexFile File => file;

    internal IndexSettings Settings => settings;

    /// <summary>The names of the types of a kind of metadata.</summary>
    internal string[] Types(int kind) => types[kind].ToArray();

    /// <summary>The final distances [Count] from a row to all.</summary>
    internal double[] DistancesFrom(int query, QueryOptions options, IReadOnlyList<WeighedPart> parts)
    {
        PartQuery[] asked = [.. parts.Select(part => part.Part.Ask(query))];
        double[] distances = new double[Count];
        for (int first = 0; first < Count; first += RowsAtATime) Combine(options, parts, asked, query, first, distances.AsSpan(first, Math.Min(RowsAtATime, Count - first)));
        return distances;
    }

    /// <summary>The parts that count and their weights, checked against what the index has.</summary>
    internal IReadOnlyList<WeighedPart> Weigh(QueryOptions options)
    {
        IndexPart? texts = options.Text == TextMethod.TfIdf ? text : doc2vec, pictures = options.Picture == PictureMethod.Encoder ? picture : palette;
        double alpha = AlphaOf(options, text.Terms, doc2vec is not null, pictures is not null, texture is not null, metadata is not null);
        (IndexPart? Part, double Weight)[] all = [(texts, alpha * (1 - options.Texture)), (pictures, (1 - alpha) * (1 - options.Texture)), (texture, options.Texture)];
        List<WeighedPart> weighed = [];
        foreach ((IndexPart? part, double weight) in all)
            if (weight > 0) weighed.Add(new WeighedPart(part!, options.Scale == DistanceScale.Typical ? weight / part!.TypicalDistance() : weight));
        return weighed;
    }

    /// <summary>The weight of the text against the picture in an index that has so many terms, and these parts or not.</summary>
    /// <exception cref="OptionsException">An option is out of range, or asks for what the index does not have.</exception>
    internal static double AlphaOf(QueryOptions options, int terms, bool doc2vec, bool pictures, bool texture, bool metadata)
    {
        options.Validate();
        List<string> problems = [];
        if (options.Text == TextMethod.Doc2Vec && !doc2vec) problems.Add("Text is Doc2Vec: the index was made without; make it again with Doc2Vec");
        if (options.Metadata && !metadata) problems.Add("Metadata: the index has none; make it again with kinds of metadata that the catalogue has");
        if (options.Texture > 0 && !texture) problems.Add("Texture: the index has no pictures; make it again with pictures");
        if (!pictures && options.Picture == PictureMethod.Palette) problems.Add("Picture is Palette: the index has no pictures; make it again with pictures");
        double alpha = options.Alpha ?? (!pictures ? 1 : terms == 0 ? 0 : 0.5);
        if (!pictures && alpha < 1) problems.Add($"Alpha is {alpha}: the index has no pictures, so that only 1 works; make it again with pictures");
        OptionsException.ThrowIfAny(nameof(QueryOptions), problems);
        return alpha;
    }

    private delegate void Distances(int first, Span<double> distances);

    // Every row once, a run of blocks at a time on each core, and nothing kept but the nearest: a search takes about as long as reading the vectors. A core that comes late takes fewer runs.
    private Nearest Search(int top, int without, Distances combine)
    {
        int runs = (Count + RowsInRun - 1) / RowsInRun, workers = Math.Min(runs, Environment.ProcessorCount), taken = -1;
        Nearest[] found = new Nearest[workers];
        Parallel.For(0, workers, worker =>
        {
            found[worker] = new Nearest(top);
            Span<double> distances = stackalloc double[RowsAtATime];
            for (int run = Interlocked.Increment(ref taken); run < runs; run = Interlocked.Increment(ref taken))
            {
                for (int first = run * RowsInRun; first < Math.Min(Count, (run + 1) * RowsInRun); first += RowsAtATime)
                {
                    Span<double> some = distances[..Math.Min(RowsAtATime, Count - first)];
                    combine(first, some);
                    found[worker].Offer(first, some, without);
                }
            }
        });
        for (int worker = 1; worker < workers; worker++) found[0].Offer(found[worker]);
        return found[0];
    }

    // The final distances of rows that follow each other.
    private void Combine(QueryOptions options, IReadOnlyList<WeighedPart> parts, PartQuery[] asked, int query, int first, Span<double> distances)
    {
        Span<double> each = stackalloc double[distances.Length];
        for (int i = 0; i < asked.Length; i++)
        {
            asked[i].Distances(first, i == 0 ? distances : each);
            if (i == 0) Scale(distances, parts[0].Weight);
            else AddScaled(distances, each, parts[i].Weight);
        }

        if (!options.Metadata) return;
        Span<int> shared = stackalloc int[distances.Length];
        Shared(query, first, shared);
        for (int row = 0; row < distances.Length; row++) distances[row] *= metadata![shared[row]];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(Span<double> distances, double weight)
    {
        if (weight == 1) return;
        foreach (ref double distance in distances) distance *= weight;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddScaled(Span<double> distances, ReadOnlySpan<double> each, double weight)
    {
        for (int row = 0; row < distances.Length; row++) distances[row] += weight * each[row];
    }

    // Bit k: both works have the same type of kind k. No type is like no other.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Shared(int query, int first, Span<int> shared)
    {
        shared.Clear();
        for (int k = 0; k < types.Length; k++)
        {
            ReadOnlySpan<int> rows = file.Section<int>(kindRows[k]);
            int own = rows[query];
            for (int row = 0; own >= 0 && row < shared.Length; row++) shared[row] |= rows[first + row] == own ? 1 << k : 0;
        }
    }

    private int Shared(int query, int row)
    {
        Span<int> one = stackalloc int[1];
        Shared(query, row, one);
        return one[0];
    }
}

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

    private const int MostSharedTerms = 3;
    private readonly IndexFile file;
    private readonly IndexSettings settings;
    private readonly TextColumn ids;
    private readonly TextColumn titles;
    private readonly TextColumn artists;
    private readonly TextColumn terms;
    private readonly TextColumn[] types;
    private readonly MetadataWeight? metadata;

    private ArtIndex(IndexFile file)
    {
        this.file = file;
        settings = IndexSettings.Parse(file);
        ids = new TextColumn(file, "id");
        titles = new TextColumn(file, "title", ids.Count);
        artists = new TextColumn(file, "artist", ids.Count);
        terms = new TextColumn(file, "text.terms");
        types = [.. settings.Kinds.Select((_, k) => new TextColumn(file, $"kind{k}.types"))];
        CheckBelow("order", file.Section<int>("order", Count), 0, Count);
        for (int k = 0; k < types.Length; k++) CheckBelow($"kind{k}.rows", file.Section<int>($"kind{k}.rows", Count), -1, types[k].Count);
        ReadOnlySpan<int> columns = file.Section<int>("text.columns");
        RowStarts.Check(file, "text", file.Section<long>("text.starts", Count + 1L), columns.Length);
        CheckBelow("text.columns", columns, 0, terms.Count);
        file.Section<double>("text.values", columns.Length);
        file.Section<double>("text.idf", terms.Count);
        metadata = types.Sum(column => column.Count) == 0 ? null : new MetadataWeight([.. Kinds.Select(kind => kind.Weight)], [.. types.Select(column => column.Count)]);
    }

    /// <summary>The number of works.</summary>
    public int Count => ids.Count;

    /// <summary>The kinds of metadata and their weights.</summary>
    public IReadOnlyList<MetadataKind> Kinds => settings.Kinds;

    /// <summary>The number of terms of the texts.</summary>
    public int Terms => terms.Count;

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
        Types = [.. types.Select((column, k) => file.Section<int>($"kind{k}.rows")[row] is int type && type >= 0 ? column[type] : "")],
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
    /// <exception cref="OptionsException">An option is out of range, or the index has no metadata and it is asked for.</exception>
    public IReadOnlyList<Recommendation> Query(string id, QueryOptions? options = null)
    {
        QueryOptions chosen = options ?? new QueryOptions();
        chosen.Validate();
        if (chosen.Metadata && metadata is null) throw new OptionsException(nameof(QueryOptions), ["Metadata: the index has none; make it again with kinds of metadata that the catalogue has"]);
        int query = Row(id);
        double[] text = new double[Count];
        TextRows.DistancesTo(TextRows[query], terms.Count, text);
        int[] shared = Shared(query);
        double[] distances = new double[Count];
        for (int row = 0; row < distances.Length; row++) distances[row] = text[row] * (chosen.Metadata ? metadata![shared[row]] : 1);
        return [.. Nearest.Of(distances, chosen.Top, query).Select(row => new Recommendation
        {
            Work = Work(row),
            Distance = distances[row],
            Parts = [new DistancePart(TextPart, 1, text[row])],
            MetadataWeight = chosen.Metadata ? metadata![shared[row]] : 1,
            SharedKinds = [.. Kinds.Where((_, k) => (shared[row] >> k & 1) == 1).Select(kind => kind.Column)],
            SharedTerms = SharedTerms(query, row),
        })];
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private SparseRows TextRows => new(file.Section<long>("text.starts"), file.Section<int>("text.columns"), file.Section<double>("text.values"));

    // Bit k: both works have the same type of kind k. No type is like no other.
    private int[] Shared(int query)
    {
        int[] shared = new int[Count];
        for (int k = 0; k < types.Length; k++)
        {
            ReadOnlySpan<int> rows = file.Section<int>($"kind{k}.rows");
            int own = rows[query];
            for (int row = 0; own >= 0 && row < rows.Length; row++) shared[row] |= rows[row] == own ? 1 << k : 0;
        }

        return shared;
    }

    private string[] SharedTerms(int first, int second)
    {
        SparseRow a = TextRows[first], b = TextRows[second];
        List<(double Share, int Column)> shared = [];
        for (int i = 0, j = 0; i < a.Columns.Length && j < b.Columns.Length;)
        {
            if (a.Columns[i] == b.Columns[j]) shared.Add((a.Values[i] * b.Values[j], a.Columns[i]));
            int step = a.Columns[i].CompareTo(b.Columns[j]);
            if (step <= 0) i++;
            if (step >= 0) j++;
        }

        return [.. shared.OrderByDescending(term => term.Share).ThenBy(term => term.Column).Take(MostSharedTerms).Select(term => terms[term.Column])];
    }

    private void CheckBelow(string name, ReadOnlySpan<int> values, int least, int end)
    {
        foreach (int value in values)
            if (value < least || value >= end) throw file.Damaged($"has {value} in its part '{name}', where {least} to below {end} are expected");
    }
}

using System.Text;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>Makes an index file of a catalogue.</summary>
public static class ArtIndexBuilder
{
    /// <summary>Makes an index; the file appears whole or not at all, and one that is there is replaced.</summary>
    /// <param name="catalogue">The works.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="options">What it holds; null for the defaults.</param>
    /// <exception cref="OptionsException">An option is out of range, or the catalogue has no column of a kind of metadata.</exception>
    /// <param name="progress">Is told of every picture.</param>
    /// <param name="cancellationToken">Stops between two pictures or documents; nothing is written then.</param>
    /// <exception cref="CatalogueException">There is no folder of pictures.</exception>
    /// <exception cref="FileWriteException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IndexBuild Build(
        Catalogue catalogue, string path, IndexOptions? options = null, IProgress<IndexProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        IndexOptions chosen = options ?? new IndexOptions();
        chosen.Validate();
        MetadataKind[] kinds = KindsOf(catalogue, chosen);
        IndexWriter writer = new();
        IReadOnlyList<CatalogueWork> works = catalogue.Works;
        writer.Add("settings", IndexSettings.Write(chosen, kinds));
        string[] ids = [.. works.Select(work => work.Id)];
        writer.AddTexts("id", ids);
        writer.Add("order", Order(ids));
        writer.AddTexts("title", [.. works.Select(work => work["title"])]);
        writer.AddTexts("artist", [.. works.Select(work => work["artist"])]);
        for (int k = 0; k < kinds.Length; k++) AddKind(writer, k, [.. works.Select(work => work[kinds[k].Column])]);
        string[] texts = [.. works.Select(work => work["text"])];
        (int terms, int empty) = AddText(writer, texts, chosen.Text);
        if (chosen.Doc2Vec is Doc2VecOptions doc2vec)
        {
            float[] vectors = Doc2VecModel.Train(texts, doc2vec, cancellationToken).Vectors;
            Vectors.NormalizeRows(vectors, doc2vec.Size);
            writer.Add("doc2vec", vectors);
        }

        List<CatalogueProblem> problems = [];
        PictureSections? pictures = chosen.Pictures is null ? null : PictureSections.Read(works, chosen.Pictures, problems, progress, cancellationToken);
        pictures?.Write(writer);
        writer.Write(path);
        return new IndexBuild(works.Count, terms, empty, pictures?.Pictures ?? 0, problems);
    }

    private static MetadataKind[] KindsOf(Catalogue catalogue, IndexOptions options)
    {
        MetadataKind[] wanted = [.. options.Kinds ?? MetadataKind.Defaults];
        MetadataKind[] there = [.. wanted.Where(kind => catalogue.Columns.Contains(kind.Column, StringComparer.OrdinalIgnoreCase))];
        if (there.Length == wanted.Length) return wanted;
        if (options.Kinds is not null)
            throw new OptionsException(nameof(IndexOptions), [$"Kinds names {string.Join(", ", wanted.Except(there).Select(kind => $"'{kind.Column}'"))}: the columns of the catalogue are {string.Join(", ", catalogue.Columns)}"]);
        return [.. there.Select(kind => kind with { Weight = kind.Weight / there.Sum(other => other.Weight) })];
    }

    // Rows by the bytes of their ids, so that an id is found by halving.
    private static int[] Order(string[] ids)
    {
        byte[][] keys = [.. ids.Select(Encoding.UTF8.GetBytes)];
        int[] order = [.. Enumerable.Range(0, ids.Length)];
        Array.Sort(order, (a, b) => keys[a].AsSpan().SequenceCompareTo(keys[b]));
        return order;
    }

    // Types are numbered in ordinal order; -1 is none.
    private static void AddKind(IndexWriter writer, int kind, string[] values)
    {
        string[] types = [.. values.Where(value => value.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        writer.AddTexts($"kind{kind}.types", types);
        writer.Add($"kind{kind}.rows", values.Select(value => value.Length == 0 ? -1 : Array.BinarySearch(types, value, StringComparer.Ordinal)).ToArray());
    }

    private static (int Terms, int Empty) AddText(IndexWriter writer, string[] texts, TfIdfOptions options)
    {
        TfIdfModel model = TfIdfModel.Fit(texts, options);
        long[] starts = new long[texts.Length + 1];
        List<int> columns = [];
        List<double> values = [];
        int empty = 0;
        for (int row = 0; row < texts.Length; row++)
        {
            (int[] rowColumns, double[] rowValues) = model.Transform(texts[row]);
            columns.AddRange(rowColumns);
            values.AddRange(rowValues);
            starts[row + 1] = columns.Count;
            if (rowColumns.Length == 0) empty++;
        }

        writer.AddTexts("text.terms", model.Terms);
        writer.Add("text.starts", starts);
        writer.Add("text.columns", columns.ToArray());
        writer.Add("text.values", values.ToArray());
        return (model.Terms.Count, empty);
    }
}

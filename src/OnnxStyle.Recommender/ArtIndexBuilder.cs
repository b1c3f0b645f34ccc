using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>Makes an index file of a catalogue, and adds the works of another one to it.</summary>
public static class ArtIndexBuilder
{
    /// <summary>
    /// Makes an index; the file appears whole or not at all, and one that is there is replaced. While pictures are read, what is known of them is kept
    /// in a file beside the index, its name with <c>.partial</c>: after a kill or a cancellation the same call goes on from there.
    /// </summary>
    /// <param name="catalogue">The works.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="options">What it holds; null for the defaults.</param>
    /// <param name="progress">Is told of every picture.</param>
    /// <param name="cancellationToken">Stops between two pictures or documents; no index is written then.</param>
    /// <exception cref="OptionsException">An option is out of range, or the catalogue has no column of a kind of metadata.</exception>
    /// <exception cref="CatalogueException">There is no folder of pictures.</exception>
    /// <exception cref="FileWriteException">The file cannot be written, or another process is writing it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IndexBuild Build(
        Catalogue catalogue, string path, IndexOptions? options = null, IProgress<IndexProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        IndexOptions chosen = options ?? new IndexOptions();
        chosen.Validate();
        MetadataKind[] kinds = KindsOf(catalogue, chosen);
        IReadOnlyList<CatalogueWork> works = catalogue.Works;
        using IndexLock own = IndexLock.Take(path);
        using PictureJournal? journal = chosen.Pictures is null ? null : PictureJournal.Open(PictureJournal.PathOf(path));
        using PictureReader? reader = chosen.Pictures is null ? null : new PictureReader(chosen.Pictures, journal);

        IndexWriter writer = new();
        writer.Add("settings", new IndexSettings(kinds, chosen.Text, chosen.Doc2Vec, chosen.Pictures, reader?.Fingerprint).Write());
        string[] ids = [.. works.Select(work => work.Id)];
        writer.AddTexts("id", ids);
        writer.Add("order", IndexColumns.Order(ids));
        writer.AddTexts("title", [.. works.Select(work => work["title"])]);
        writer.AddTexts("artist", [.. works.Select(work => work["artist"])]);
        for (int k = 0; k < kinds.Length; k++)
        {
            (string[] types, int[] rows) = IndexColumns.Types([], works, kinds[k].Column);
            writer.AddTexts($"kind{k}.types", types);
            writer.Add($"kind{k}.rows", rows);
        }

        string[] texts = [.. works.Select(work => work["text"])];
        TfIdfModel model = TfIdfModel.Fit(texts, chosen.Text);
        (long[] starts, int[] columns, double[] values, int empty) = IndexColumns.Texts(model, texts);
        TextModels.Write(writer, model);
        writer.Add("text.starts", starts);
        writer.Add("text.columns", columns);
        writer.Add("text.values", values);
        if (chosen.Doc2Vec is Doc2VecOptions doc2vec)
        {
            (Doc2VecModel trained, float[] vectors) = Doc2VecModel.Train(texts, doc2vec, cancellationToken);
            Vectors.NormalizeRows(vectors, doc2vec.Size);
            writer.Add("doc2vec", vectors);
            TextModels.Write(writer, trained);
        }

        List<CatalogueProblem> problems = [];
        PictureSections? pictures = reader is null ? null : PictureSections.Read(works, reader, problems, progress, cancellationToken);
        pictures?.Write(writer, chosen.Pictures!.TextureSize);
        writer.Write(path);
        journal?.Delete();
        return new IndexBuild(works.Count, model.Terms.Count, empty, pictures?.Pictures ?? 0, journal?.Found ?? 0, problems);
    }

    /// <summary>
    /// Adds works to an index. Nothing that is in it changes: terms and idf of texts, the Doc2Vec model, and what pictures are measured against stay
    /// those of the first indexing; new types of metadata are counted. The file is written anew from its old parts, whole or not at all; an index that is open
    /// goes on to be the old one.
    /// </summary>
    /// <param name="catalogue">The works; those whose id the index has are left out and named.</param>
    /// <param name="path">The index.</param>
    /// <param name="options">Where pictures are; null for the defaults.</param>
    /// <param name="progress">Is told of every picture.</param>
    /// <param name="cancellationToken">Stops between two pictures or documents; the index stays as it was then, and pictures are kept as in <see cref="Build"/>.</param>
    /// <exception cref="IndexFormatException">There is no such index, it is damaged, or it lacks what adding needs.</exception>
    /// <exception cref="CatalogueException">The index has all works of the catalogue, or there is no folder of pictures.</exception>
    /// <exception cref="OptionsException">Pictures are given and the index has none.</exception>
    /// <exception cref="FileWriteException">The file cannot be written, or another process is writing it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IndexAddition Add(
        Catalogue catalogue, string path, AddOptions? options = null, IProgress<IndexProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path)) throw new IndexFormatException(path, "is not there");
        using IndexLock own = IndexLock.Take(path);
        using ArtIndex index = ArtIndex.Open(path);
        return new IndexAppender(index, options ?? new AddOptions()).Add(catalogue, path, progress, cancellationToken);
    }

    /// <summary>The kinds of metadata that were asked for, or the default ones that the catalogue has.</summary>
    internal static MetadataKind[] KindsOf(Catalogue catalogue, IndexOptions options)
    {
        MetadataKind[] wanted = [.. options.Kinds ?? MetadataKind.Defaults];
        MetadataKind[] there = [.. wanted.Where(kind => catalogue.Columns.Contains(kind.Column, StringComparer.OrdinalIgnoreCase))];
        if (there.Length == wanted.Length) return wanted;
        if (options.Kinds is not null)
            throw new OptionsException(nameof(IndexOptions), [$"Kinds names {string.Join(", ", wanted.Except(there).Select(kind => $"'{kind.Column}'"))}: the columns of the catalogue are {string.Join(", ", catalogue.Columns)}"]);
        return [.. there.Select(kind => kind with { Weight = kind.Weight / there.Sum(other => other.Weight) })];
    }
}

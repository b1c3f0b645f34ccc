using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>Makes an index of an open one and more works, by the models that it holds.</summary>
internal sealed class IndexAppender(ArtIndex index, AddOptions options)
{
    private readonly IndexFile file = index.File;
    private readonly IndexSettings settings = index.Settings;
    private readonly IndexWriter writer = new();
    private readonly HashSet<string> done = new(StringComparer.Ordinal);

    public IndexAddition Add(Catalogue catalogue, string path, IProgress<IndexProgress>? progress, CancellationToken cancellationToken)
    {
        List<CatalogueProblem> problems = [];
        CatalogueWork[] works = NewWorks(catalogue, path, problems);
        TfIdfModel text = TextModels.ReadTfIdf(file, settings.Text) ?? throw Lacks("the weights of its terms");
        Doc2VecModel? doc2vec = settings.Doc2Vec is null ? null : TextModels.ReadDoc2Vec(file, settings.Doc2Vec) ?? throw Lacks("its Doc2Vec model");
        PictureBasis? basis = BasisForPictures();
        using PictureJournal? journal = basis is null ? null : PictureJournal.Open(PictureJournal.PathOf(path));
        PictureOptions? now = basis is null ? null : options.Over(settings.Pictures!);
        using PictureReader? reader = now is null ? null : new PictureReader(now, journal);
        if (reader is not null && reader.Fingerprint != settings.Fingerprint)
            throw new IndexFormatException(path, $"was made with {now!.Another}, so that new pictures could not be compared with those in it; add with the old one, or make the index again");

        string[] texts = [.. works.Select(work => work["text"])];
        AddColumns(works, out int newTypes);
        int empty = AddTexts(text, texts);
        if (doc2vec is not null) AddDoc2Vec(doc2vec, texts, cancellationToken);
        PictureSections? pictures = reader is null ? null : PictureSections.Read(works, reader, problems, progress, cancellationToken);
        AddPictures(basis, pictures, works.Length);
        foreach (string name in file.Names.Where(name => !done.Contains(name))) writer.Keep(file, name);
        writer.Write(path);
        journal?.Delete();
        return new IndexAddition(works.Length, index.Count + works.Length, empty, newTypes, pictures?.Pictures ?? 0, journal?.Found ?? 0, [.. problems.OrderBy(problem => problem.Line)]);
    }

    private CatalogueWork[] NewWorks(Catalogue catalogue, string path, List<CatalogueProblem> problems)
    {
        HashSet<string> there = [.. Enumerable.Range(0, index.Count).Select(row => index.Work(row).Id)];
        foreach (CatalogueWork work in catalogue.Works.Where(work => there.Contains(work.Id)))
            problems.Add(new CatalogueProblem(work.Line, $"has the id '{work.Id}', which the index has", LeftOut: true));
        foreach (MetadataKind kind in settings.Kinds.Where(kind => !catalogue.Columns.Contains(kind.Column, StringComparer.OrdinalIgnoreCase)))
            problems.Add(new CatalogueProblem(1, $"names no column '{kind.Column}', so that the new works have no {kind.Column}", LeftOut: false));
        CatalogueWork[] works = [.. catalogue.Works.Where(work => !there.Contains(work.Id))];
        return works.Length > 0 ? works : throw new CatalogueException(path, $"has all {catalogue.Works.Count} works of the catalogue; nothing was added. `onnxstyle recommend index` makes an index of changed works");
    }

    // What new pictures are measured against; null: pictures are not looked for.
    private PictureBasis? BasisForPictures()
    {
        if (settings.Pictures is null || !file.Has("picture"))
        {
            string? given = options.PictureFolder is not null ? nameof(options.PictureFolder) : options.EmbeddingModel is not null ? nameof(options.EmbeddingModel) : null;
            if (given is null) return null;
            throw new OptionsException(nameof(AddOptions), [$"{given}: the index has no pictures that new ones could be compared with; make it again with pictures"]);
        }

        return settings.Fingerprint is null ? throw Lacks("what its pictures are measured against") : PictureBasis.Read(file) ?? throw Lacks("what its pictures are measured against");
    }

    private IndexFormatException Lacks(string what) => new(file.Path, $"was made by an earlier version and does not hold {what}, which adding needs: make it again from the whole catalogue");

    private void AddColumns(CatalogueWork[] works, out int newTypes)
    {
        string[] ids = [.. works.Select(work => work.Id)];
        ExtendTexts("id", ids);
        writer.Add("order", IndexColumns.Order([.. Enumerable.Range(0, index.Count).Select(row => index.Work(row).Id), .. ids]));
        done.Add("order");
        ExtendTexts("title", [.. works.Select(work => work["title"])]);
        ExtendTexts("artist", [.. works.Select(work => work["artist"])]);
        newTypes = 0;
        for (int k = 0; k < settings.Kinds.Count; k++)
        {
            (string[] added, int[] rows) = IndexColumns.Types(index.Types(k), works, settings.Kinds[k].Column);
            ExtendTexts($"kind{k}.types", added);
            Extend($"kind{k}.rows", rows);
            newTypes += added.Length;
        }
    }

    private int AddTexts(TfIdfModel model, string[] texts)
    {
        (long[] starts, int[] columns, double[] values, int empty) = IndexColumns.Texts(model, texts);
        writer.ExtendStarts(file, "text.starts", starts);
        done.Add("text.starts");
        Extend("text.columns", columns);
        Extend("text.values", values);
        return empty;
    }

    private void AddDoc2Vec(Doc2VecModel model, string[] texts, CancellationToken cancellationToken)
    {
        float[] vectors = new float[texts.Length * model.Options.Size];
        ParallelOptions parallel = new() { CancellationToken = cancellationToken };
        Parallel.For(0, texts.Length, parallel, i => Vectors.Unit(model.Infer(texts[i])).CopyTo(vectors.AsSpan(i * model.Options.Size)));
        Extend("doc2vec", vectors);
    }

    private void AddPictures(PictureBasis? basis, PictureSections? pictures, int works)
    {
        if (file.Has("image.starts")) ExtendTexts("image", pictures is null ? [.. Enumerable.Repeat("", works)] : [.. pictures.Files.Select(FromFolder)]);
        if (basis is null || pictures is null) return;
        bool sized = file.Section<float>("picture").Length == (long)index.Count * basis.PictureSize && file.Section<float>("texture").Length == (long)index.Count * basis.TextureSize;
        if (!sized || pictures.Found.Any(picture => !basis.Fits(picture))) throw file.Damaged("measures pictures against vectors of another length");
        Extend("palette", pictures.Rows(found => Vectors.Unit(found.Palette), Palette.Size));
        Extend("picture", pictures.Rows(basis.Picture, basis.PictureSize));
        Extend("texture", pictures.Rows(basis.Texture, basis.TextureSize));
    }

    // The index names one folder; a picture of another one is named from there.
    private string FromFolder(string image) => image.Length == 0 || options.PictureFolder is null
        ? image
        : Path.GetRelativePath(settings.Pictures!.Folder, Path.GetFullPath(Path.Combine(options.PictureFolder, image)));

    private void Extend<T>(string name, T[] added)
        where T : unmanaged
    {
        writer.Extend(file, name, added);
        done.Add(name);
    }

    private void ExtendTexts(string name, IReadOnlyList<string> added)
    {
        writer.ExtendTexts(file, name, added);
        done.Add($"{name}.starts");
        done.Add($"{name}.bytes");
    }
}

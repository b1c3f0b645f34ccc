namespace OnnxStyle.Recommender;

/// <summary>The pictures of a catalogue, and the parts of an index that are made from them.</summary>
internal sealed class PictureSections
{
    private readonly string[] files;
    private readonly PictureVectors?[] vectors;
    private readonly IReadOnlyList<int> blocks;

    private PictureSections(string[] files, PictureVectors?[] vectors, IReadOnlyList<int> blocks)
    {
        this.files = files;
        this.vectors = vectors;
        this.blocks = blocks;
    }

    public int Pictures => vectors.Count(found => found is not null);

    /// <summary>Each work's picture, relative to the folder; empty where it has none.</summary>
    public IReadOnlyList<string> Files => files;

    /// <summary>What the encoder says of each work's picture; null where it has none.</summary>
    public IReadOnlyList<PictureVectors?> Found => vectors;

    public static PictureSections Read(
        IReadOnlyList<CatalogueWork> works, PictureReader reader, List<CatalogueProblem> problems, IProgress<IndexProgress>? progress, CancellationToken cancellationToken)
    {
        string[] files = new string[works.Count];
        PictureVectors?[] vectors = new PictureVectors?[works.Count];
        for (int i = 0; i < works.Count; i++)
        {
            (files[i], vectors[i]) = reader.Read(works[i], problems, cancellationToken);
            progress?.Report(new IndexProgress(i + 1, works.Count));
        }

        return new PictureSections(files, vectors, reader.Blocks);
    }

    public void Write(IndexWriter writer, int textureSize)
    {
        writer.AddTexts("image", files);
        PictureVectors[] present = [.. vectors.OfType<PictureVectors>()];
        if (present.Length == 0) return;
        PictureBasis basis = PictureBasis.Learn(present, blocks, textureSize);
        writer.Add("palette", Rows(found => Vectors.Unit(found.Palette), Palette.Size));
        writer.Add("picture", Rows(basis.Picture, basis.PictureSize));
        writer.Add("texture", Rows(basis.Texture, basis.TextureSize));
        basis.Write(writer);
    }

    /// <summary>Rows [works, size]; zeros for works without a picture.</summary>
    public float[] Rows(Func<PictureVectors, float[]> of, int size)
    {
        float[] rows = new float[vectors.Length * size];
        Parallel.For(0, vectors.Length, row =>
        {
            if (vectors[row] is PictureVectors found) of(found).CopyTo(rows.AsSpan(row * size));
        });
        return rows;
    }
}

namespace OnnxStyle.Recommender;

/// <summary>
/// The pictures of a catalogue, and the parts of an index that are made from them. Their vectors stay in the journal, which must be there until the parts are written,
/// and are read again where they are needed.
/// </summary>
internal sealed class PictureSections
{
    private readonly string[] files;
    private readonly int[] numbers; // of each work's picture among those kept, -1 where it has none
    private readonly KeptPictures kept;
    private readonly IReadOnlyList<int> blocks;

    private PictureSections(string[] files, int[] numbers, KeptPictures kept, IReadOnlyList<int> blocks)
    {
        this.files = files;
        this.numbers = numbers;
        this.kept = kept;
        this.blocks = blocks;
    }

    public int Pictures => kept.Count;

    /// <summary>Each work's picture, relative to the folder; empty where it has none.</summary>
    public IReadOnlyList<string> Files => files;

    /// <summary>What the encoder says of the pictures that there are.</summary>
    public IReadOnlyList<PictureVectors> Found => kept;

    public static PictureSections Read(
        IReadOnlyList<CatalogueWork> works, PictureReader reader, List<CatalogueProblem> problems, IProgress<IndexProgress>? progress, CancellationToken cancellationToken)
    {
        string[] files = new string[works.Count];
        int[] numbers = new int[works.Count];
        List<string> keys = [];
        for (int i = 0; i < works.Count; i++)
        {
            (files[i], _, string? key) = reader.ReadKept(works[i], problems, cancellationToken);
            numbers[i] = key is null ? -1 : keys.Count;
            if (key is not null) keys.Add(key);
            progress?.Report(new IndexProgress(i + 1, works.Count));
        }

        return new PictureSections(files, numbers, new KeptPictures(reader, keys), reader.Blocks);
    }

    public void Write(IndexWriter writer, int textureSize)
    {
        writer.AddTexts("image", files);
        if (kept.Count == 0) return;
        PictureBasis basis = PictureBasis.Learn(kept, blocks, textureSize);
        writer.Add("palette", Rows(found => Vectors.Unit(found.Palette), Palette.Size));
        writer.Add("picture", Rows(basis.Picture, basis.PictureSize));
        writer.Add("texture", Rows(basis.Texture, basis.TextureSize));
        basis.Write(writer);
    }

    /// <summary>Rows [works, size]; zeros for works without a picture.</summary>
    public float[] Rows(Func<PictureVectors, float[]> of, int size)
    {
        float[] rows = new float[numbers.Length * size];
        Parallel.For(0, numbers.Length, row =>
        {
            if (numbers[row] >= 0) of(kept[numbers[row]]).CopyTo(rows.AsSpan(row * size));
        });
        return rows;
    }
}

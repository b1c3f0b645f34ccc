namespace OnnxStyle.Recommender;

/// <summary>Vectors of an index in full, each of length 1 or 0, such as those of Doc2Vec or of pictures.</summary>
internal sealed class DensePart : IndexPart
{
    private readonly IndexFile file;
    private readonly string section;
    private readonly int size;

    private DensePart(IndexFile file, string section, string name, int count)
        : base(name, count)
    {
        this.file = file;
        this.section = section;
        int elements = file.Section<float>(section).Length;
        size = elements / count;
        if (size == 0 || elements % count != 0) throw file.Damaged($"has {elements} elements in its part '{section}', which are no rows for {count} works");
    }

    /// <summary>The part, or null where the index has no such section.</summary>
    public static DensePart? Open(IndexFile file, string section, string name, int count) => file.Has(section) && count > 0 ? new DensePart(file, section, name, count) : null;

    public override bool IsEmpty(int row) => !file.Section<float>(section).Slice(row * size, size).ContainsAnyExcept(0f);

    public override PartQuery Ask(int row) => new Query(this, row);

    private sealed class Query(DensePart part, int row) : PartQuery
    {
        private readonly float[] asked = part.file.Section<float>(part.section).Slice(row * part.size, part.size).ToArray();

        public override void Distances(int first, Span<double> distances) =>
            Vectors.Distances(part.file.Section<float>(part.section).Slice(first * part.size, distances.Length * part.size), asked, distances);
    }
}

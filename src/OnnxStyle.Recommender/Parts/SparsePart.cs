namespace OnnxStyle.Recommender;

/// <summary>The TF-IDF vectors of an index.</summary>
internal sealed class SparsePart : IndexPart
{
    private const int MostSharedTerms = 3;
    private readonly IndexFile file;
    private readonly TextColumn terms;

    public SparsePart(IndexFile file, int count)
        : base(ArtIndex.TextPart, count)
    {
        this.file = file;
        terms = new TextColumn(file, "text.terms");
        ReadOnlySpan<int> columns = file.Section<int>("text.columns");
        RowStarts.Check(file, "text", file.Section<long>("text.starts", count + 1L), columns.Length);
        file.CheckBelow("text.columns", columns, 0, terms.Count);
        file.Section<double>("text.values", columns.Length);
    }

    public int Terms => terms.Count;

    private SparseRows Rows => new(file.Section<long>("text.starts"), file.Section<int>("text.columns"), file.Section<double>("text.values"));

    public override bool IsEmpty(int row) => Rows[row].Columns.IsEmpty;

    public override PartQuery Ask(int row) => new Query(this, row);

    /// <summary>The terms that bring two texts nearest, at most three, the strongest first.</summary>
    public string[] SharedTerms(int first, int second) => [.. SharedColumns(Rows[first], Rows[second]).Select(column => terms[column])];

    /// <summary>The columns of those terms.</summary>
    public static int[] SharedColumns(SparseRow a, SparseRow b)
    {
        // Kept in order, the strongest first; of equal ones the lower column stays before.
        Span<double> shares = stackalloc double[MostSharedTerms];
        Span<int> columns = stackalloc int[MostSharedTerms];
        int kept = 0;
        for (int i = 0, j = 0; i < a.Columns.Length && j < b.Columns.Length;)
        {
            int step = a.Columns[i].CompareTo(b.Columns[j]);
            double share = step == 0 ? a.Values[i] * b.Values[j] : 0;
            if (step == 0 && (kept < MostSharedTerms || share > shares[^1]))
            {
                int at = kept < MostSharedTerms ? kept++ : MostSharedTerms - 1;
                for (; at > 0 && share > shares[at - 1]; at--) (shares[at], columns[at]) = (shares[at - 1], columns[at - 1]);
                (shares[at], columns[at]) = (share, a.Columns[i]);
            }

            if (step <= 0) i++;
            if (step >= 0) j++;
        }

        return columns[..kept].ToArray();
    }

    private sealed class Query : PartQuery
    {
        private readonly SparsePart part;
        private readonly double[] dense;

        public Query(SparsePart part, int row)
        {
            this.part = part;
            dense = new double[part.terms.Count];
            SparseRow asked = part.Rows[row];
            for (int i = 0; i < asked.Columns.Length; i++) dense[asked.Columns[i]] = asked.Values[i];
        }

        public override void Distances(int first, Span<double> distances)
        {
            SparseRows all = part.Rows;
            new SparseRows(all.Starts.Slice(first, distances.Length + 1), all.Columns, all.Values).DistancesTo(dense, distances);
        }
    }
}

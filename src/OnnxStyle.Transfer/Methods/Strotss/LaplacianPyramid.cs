namespace OnnxStyle.Transfer;

/// <summary>
/// A picture as five bands and a small rest, all of which are optimised (Kolkin et al. 2019, section 2.4): steps on the rest move large areas at once.
/// The picture is a linear map of the variables, B: the sum of each band enlarged to full size, level by level; gradients come back through Bᵀ.
/// </summary>
internal sealed class LaplacianPyramid
{
    private const int Bands = 5;
    private readonly (int Width, int Height)[] sizes;
    private readonly int[] offsets;
    private readonly BilinearMap[] enlarge;
    private readonly bool alignCorners;
    private readonly float[] first, second;

    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="alignCorners">As nkolkin's code enlarges.</param>
    public LaplacianPyramid(int width, int height, bool alignCorners)
    {
        this.alignCorners = alignCorners;
        sizes = new (int Width, int Height)[Bands + 1];
        offsets = new int[Bands + 2];
        sizes[0] = (width, height);
        for (int i = 0; i <= Bands; i++)
        {
            if (i > 0) sizes[i] = (Math.Max(sizes[i - 1].Width / 2, 1), Math.Max(sizes[i - 1].Height / 2, 1));
            offsets[i + 1] = offsets[i] + (3 * sizes[i].Width * sizes[i].Height);
        }

        enlarge = [.. Enumerable.Range(0, Bands).Select(i => new BilinearMap(sizes[i + 1].Width, sizes[i + 1].Height, sizes[i].Width, sizes[i].Height, alignCorners))];
        first = new float[3 * width * height];
        second = new float[3 * width * height];
    }

    /// <summary>The number of variables.</summary>
    public int Length => offsets[^1];

    /// <summary>The variables of a picture <c>[3, H, W]</c>: B of them is the picture.</summary>
    public float[] Split(ReadOnlySpan<float> picture)
    {
        float[] variables = new float[Length], now = picture.ToArray();
        for (int i = 0; i < Bands; i++)
        {
            float[] half = new float[Size(i + 1)], back = new float[Size(i)];
            new BilinearMap(sizes[i].Width, sizes[i].Height, sizes[i + 1].Width, sizes[i + 1].Height, alignCorners).Apply(now, half);
            enlarge[i].Apply(half, back);
            for (int j = 0; j < back.Length; j++) variables[offsets[i] + j] = now[j] - back[j];
            now = half;
        }

        now.CopyTo(variables, offsets[Bands]);
        return variables;
    }

    /// <summary>The first band of a picture alone: its fine detail, <c>[3, H, W]</c>.</summary>
    public float[] Detail(ReadOnlySpan<float> picture) => Split(picture)[..Size(0)];

    /// <summary>picture = B variables.</summary>
    public void Merge(ReadOnlySpan<float> variables, Span<float> picture)
    {
        Span<float> now = first.AsSpan(0, Size(Bands)), next; // the two take turns: what is read is never what is written
        variables.Slice(offsets[Bands], Size(Bands)).CopyTo(now);
        for (int i = Bands - 1; i >= 0; i--)
        {
            next = i == 0 ? picture : (i % 2 == 0 ? second : first).AsSpan(0, Size(i));
            enlarge[i].Apply(now, next);
            ReadOnlySpan<float> band = variables.Slice(offsets[i], Size(i));
            for (int j = 0; j < band.Length; j++) next[j] += band[j];
            now = next;
        }
    }

    /// <summary>variables = Bᵀ picture: the gradient for the variables, of one for the picture.</summary>
    public void MergeAdjoint(ReadOnlySpan<float> picture, Span<float> variables)
    {
        picture.CopyTo(variables[..Size(0)]);
        for (int i = 0; i < Bands; i++)
            enlarge[i].ApplyAdjoint(variables.Slice(offsets[i], Size(i)), variables.Slice(offsets[i + 1], Size(i + 1)));
    }

    private int Size(int i) => 3 * sizes[i].Width * sizes[i].Height;
}

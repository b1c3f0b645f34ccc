using System.Numerics;
using System.Runtime.InteropServices;

namespace OnnxStyle.Imaging;

/// <summary>
/// Sums over squares of 2 r + 1 pixels, clipped at the borders of the picture, of several numbers a pixel. Running sums in double down and then across: the
/// cost does not depend on r. Asked for one row after another.
/// </summary>
internal sealed class BoxSums
{
    private readonly int left;
    private readonly int right;
    private readonly int width;
    private readonly int height;
    private readonly int radius;
    private readonly int count;
    private readonly int first; // of the columns that are summed
    private readonly int columns;
    private readonly Source source;
    private readonly double[] values;
    private readonly double[] down;
    private readonly double[] square;
    private int next = -1;

    /// <param name="picture">Columns and rows of the picture.</param>
    /// <param name="from">The first column whose sums are wanted.</param>
    /// <param name="to">The column after the last.</param>
    /// <param name="radius">r, 0 or more.</param>
    /// <param name="count">Numbers a pixel.</param>
    /// <param name="source">Where they come from.</param>
    public BoxSums((int Width, int Height) picture, int from, int to, int radius, int count, Source source)
    {
        (width, height) = picture;
        (left, right, this.radius, this.count, this.source) = (from, to, radius, count, source);
        first = Math.Max(from - radius, 0);
        columns = Math.Min(to + radius, width) - first;
        (values, down, square) = (new double[columns * count], new double[columns * count], new double[count]);
    }

    /// <summary>Writes the numbers [columns, count] of a row of the picture, from a column on.</summary>
    public delegate void Source(int y, int firstColumn, Span<double> values);

    /// <summary>Receives the sums [count] of the square around a pixel, and how many pixels it has.</summary>
    public delegate void Sink(int x, double pixels, ReadOnlySpan<double> sums);

    /// <summary>Sums around the pixels of one row; cheap if the row before it was the last one asked for.</summary>
    public void Row(int y, Sink sink)
    {
        if (y == next)
        {
            Include(y + radius, add: true);
            Include(y - radius - 1, add: false);
        }
        else
        {
            Array.Clear(down);
            for (int row = y - radius; row <= y + radius; row++) Include(row, add: true);
        }

        next = y + 1;
        int rows = Math.Min(y + radius, height - 1) - Math.Max(y - radius, 0) + 1;
        Array.Clear(square);
        for (int x = Math.Max(left - radius, 0); x < Math.Min(left + radius, width); x++) Add(square, Column(x));
        for (int x = left; x < right; x++)
        {
            if (x + radius < width) Add(square, Column(x + radius));
            if (x - radius - 1 >= 0 && x > left) Subtract(square, Column(x - radius - 1));
            sink(x, (double)rows * (Math.Min(x + radius, width - 1) - Math.Max(x - radius, 0) + 1), square);
        }
    }

    private ReadOnlySpan<double> Column(int x) => down.AsSpan((x - first) * count, count);

    private void Include(int row, bool add)
    {
        if (row < 0 || row >= height) return;
        source(row, first, values);
        if (add) Add(down, values);
        else Subtract(down, values);
    }

    private static void Add(Span<double> sums, ReadOnlySpan<double> terms)
    {
        Span<Vector<double>> s = MemoryMarshal.Cast<double, Vector<double>>(sums);
        ReadOnlySpan<Vector<double>> t = MemoryMarshal.Cast<double, Vector<double>>(terms);
        for (int i = 0; i < s.Length; i++) s[i] += t[i];
        for (int i = s.Length * Vector<double>.Count; i < sums.Length; i++) sums[i] += terms[i];
    }

    private static void Subtract(Span<double> sums, ReadOnlySpan<double> terms)
    {
        Span<Vector<double>> s = MemoryMarshal.Cast<double, Vector<double>>(sums);
        ReadOnlySpan<Vector<double>> t = MemoryMarshal.Cast<double, Vector<double>>(terms);
        for (int i = 0; i < s.Length; i++) s[i] -= t[i];
        for (int i = s.Length * Vector<double>.Count; i < sums.Length; i++) sums[i] -= terms[i];
    }
}

namespace OnnxStyle.Recommender;

/// <summary>
/// Sums of pushes between many points (Barnes and Hut 1986): a square of points that looks smaller than <see cref="Angle"/> from where they are felt counts
/// as one heavy point in their middle.
/// </summary>
internal sealed class QuadTree
{
    /// <summary>Side over distance below which a square counts as a point. Below 0.707, so that no point ever takes a square that it lies in for another point.</summary>
    public const double Angle = 0.7;

    private const int PointsInLeaf = 8;
    private const int Deepest = 32; // points in one place would be divided for ever
    private const double Nearest = 1e-9; // squared; points in one place do not push without end

    private readonly (double X, double Y)[] points;
    private readonly int[] order; // points by leaf
    private readonly List<Cell> cells = [];

    /// <summary>Sorts points into squares.</summary>
    /// <param name="points">One or more; they stay the caller's and must not change.</param>
    public QuadTree((double X, double Y)[] points)
    {
        this.points = points;
        order = [.. Enumerable.Range(0, points.Length)];
        double left = points.Min(p => p.X), top = points.Min(p => p.Y);
        Add(0, points.Length, left, top, Math.Max(points.Max(p => p.X) - left, points.Max(p => p.Y) - top), 0);
    }

    /// <summary>The sum over all other points of (p - other) / |p - other|².</summary>
    public (double X, double Y) Push(int point)
    {
        (double x, double y) = points[point];
        double sumX = 0, sumY = 0;
        Span<int> open = stackalloc int[4 * (Deepest + 1)];
        open[0] = 0;
        for (int left = 1; left > 0;)
        {
            Cell cell = cells[open[--left]];
            double dx = x - cell.X, dy = y - cell.Y, squared = (dx * dx) + (dy * dy);
            if (cell.Side * cell.Side < Angle * Angle * squared)
            {
                sumX += dx * cell.Count / squared;
                sumY += dy * cell.Count / squared;
            }
            else if (cell.Children is int[] children)
            {
                foreach (int child in children) open[left++] = child;
            }
            else
            {
                for (int i = cell.First; i < cell.First + cell.Count; i++)
                {
                    if (order[i] == point) continue;
                    (double otherX, double otherY) = points[order[i]];
                    double nearX = x - otherX, nearY = y - otherY, near = Math.Max(Nearest, (nearX * nearX) + (nearY * nearY));
                    sumX += nearX / near;
                    sumY += nearY / near;
                }
            }
        }

        return (sumX, sumY);
    }

    private int Add(int first, int count, double left, double top, double side, int depth)
    {
        int number = cells.Count;
        double x = 0, y = 0;
        for (int i = first; i < first + count; i++) (x, y) = (x + points[order[i]].X, y + points[order[i]].Y);
        cells.Add(new Cell(x / count, y / count, side, first, count, null));
        if (count <= PointsInLeaf || depth == Deepest) return number;
        double middleX = left + (side / 2), middleY = top + (side / 2);
        int Quarter(int point) => (points[point].X < middleX ? 0 : 1) + (points[point].Y < middleY ? 0 : 2);
        order.AsSpan(first, count).Sort((a, b) => Quarter(a) != Quarter(b) ? Quarter(a) - Quarter(b) : a - b);
        List<int> children = [];
        for (int from = first; from < first + count;)
        {
            int quarter = Quarter(order[from]), end = from;
            while (end < first + count && Quarter(order[end]) == quarter) end++;
            children.Add(Add(from, end - from, (quarter & 1) == 0 ? left : middleX, quarter < 2 ? top : middleY, side / 2, depth + 1));
            from = end;
        }

        cells[number] = cells[number] with { Children = [.. children] };
        return number;
    }

    // The middle of its points, its side, and its points in the order, or its children.
    private readonly record struct Cell(double X, double Y, double Side, int First, int Count, int[]? Children);
}

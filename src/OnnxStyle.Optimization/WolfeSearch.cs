namespace OnnxStyle.Optimization;

/// <summary>
/// A line search for the strong Wolfe conditions (Nocedal and Wright 2006, algorithms 3.5 and 3.6) with cubic interpolation (3.59):
/// φ(t) ≤ φ(0) + c1·t·φ'(0) and |φ'(t)| ≤ c2·|φ'(0)|. Without memory of its own: <c>probe</c> evaluates, <c>keep</c> saves.
/// </summary>
internal ref struct WolfeSearch
{
    private const double LargestExtension = 10;
    private const double SmallestExtension = 0.01;
    private const double Margin = 0.1;
    private readonly LBfgsOptions options;
    private readonly double loss;
    private readonly double slope;
    private readonly Func<double, (double Loss, double Slope)> probe;
    private readonly Action keep;
    private int left;

    /// <param name="options">c1, c2 and the number of evaluations.</param>
    /// <param name="loss">φ(0).</param>
    /// <param name="slope">φ'(0), below 0.</param>
    /// <param name="probe">Evaluates φ and φ' at t.</param>
    /// <param name="keep">Called when the last probed point is the best so far that satisfies the sufficient decrease.</param>
    public WolfeSearch(LBfgsOptions options, double loss, double slope, Func<double, (double Loss, double Slope)> probe, Action keep)
    {
        this.options = options;
        this.loss = loss;
        this.slope = slope;
        this.probe = probe;
        this.keep = keep;
        left = options.MaxEvaluations;
    }

    /// <summary>Searches from a first length.</summary>
    /// <returns>
    /// The accepted point, which is the last one probed when <c>Last</c>, else the last one kept; T is 0 when no point satisfied the sufficient decrease.
    /// </returns>
    public (double T, double Loss, bool Last) Run(double first)
    {
        Point previous = new(0, loss, slope), current;
        for (double t = first; left > 0; t = Minimum(previous, current, t + (SmallestExtension * (t - previous.T)), t * LargestExtension), previous = current)
        {
            current = At(t);
            if (!Decreases(current) || (previous.T > 0 && current.Loss >= previous.Loss)) return Zoom(previous, current);
            if (Math.Abs(current.Slope) <= -options.Curvature * slope) return (t, current.Loss, true);
            keep();
            if (current.Slope >= 0) return Zoom(current, previous);
        }

        return (previous.T, previous.Loss, false);
    }

    private (double T, double Loss, bool Last) Zoom(Point low, Point high)
    {
        while (left > 0)
        {
            double start = Math.Min(low.T, high.T), end = Math.Max(low.T, high.T), inset = Margin * (end - start);
            if (!(inset > 0) || end - start <= end * 1e-9) break;
            Point current = At(Minimum(low, high, start + inset, end - inset));
            if (!Decreases(current) || current.Loss >= low.Loss)
            {
                high = current;
                continue;
            }

            if (Math.Abs(current.Slope) <= -options.Curvature * slope) return (current.T, current.Loss, true);
            if (current.Slope * (high.T - low.T) >= 0) high = low;
            low = current;
            keep();
        }

        return (low.T, low.Loss, false);
    }

    private Point At(double t)
    {
        left--;
        (double value, double derivative) = probe(t);
        return double.IsFinite(value) && double.IsFinite(derivative) ? new(t, value, derivative) : new(t, double.PositiveInfinity, double.PositiveInfinity);
    }

    private readonly bool Decreases(Point point) => point.Loss <= loss + (options.SufficientDecrease * point.T * slope);

    /// <summary>The minimum of the cubic through two values and slopes, within limits; their middle where there is none.</summary>
    private static double Minimum(Point a, Point b, double smallest, double largest)
    {
        if (a.T > b.T) (a, b) = (b, a);
        double d1 = a.Slope + b.Slope - (3 * (a.Loss - b.Loss) / (a.T - b.T));
        double d2 = Math.Sqrt((d1 * d1) - (a.Slope * b.Slope));
        double t = b.T - ((b.T - a.T) * ((b.Slope + d2 - d1) / (b.Slope - a.Slope + (2 * d2))));
        return double.IsFinite(t) ? Math.Clamp(t, smallest, largest) : (smallest + largest) / 2;
    }

    private readonly record struct Point(double T, double Loss, double Slope);
}

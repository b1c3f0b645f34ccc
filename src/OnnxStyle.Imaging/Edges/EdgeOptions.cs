using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>How edges are found. The defaults draw the outlines of photographs of about 500 pixels, and nothing on an empty wall.</summary>
public sealed record EdgeOptions
{
    /// <summary>The standard deviation of the Gaussian that takes the noise away first, in pixels, 0 (none, as OpenCV's <c>Canny</c>) to 50. 1.4 is Canny's customary one.</summary>
    public double Sigma { get; init; } = 1.4;

    /// <summary>What <see cref="Low"/> and <see cref="High"/> count.</summary>
    public EdgeThreshold Threshold { get; init; } = EdgeThreshold.Percentile;

    /// <summary>Below it nothing is an edge. 0 or more, at most <see cref="High"/>.</summary>
    public double Low { get; init; } = 75;

    /// <summary>Above it everything thin is an edge; between the two, what touches such an edge. At most 100 for percentiles.</summary>
    public double High { get; init; } = 90;

    /// <summary>
    /// With percentiles only: no slope below this is an edge, whatever the rest of the picture looks like, on the scale of
    /// <see cref="EdgeThreshold.Value"/>. 0 or more; 16 is a step of 4 of 255 levels.
    /// </summary>
    public double Floor { get; init; } = 16;

    /// <summary>Edges of fewer connected pixels (8 neighbours) are noise and go away. 1 (all stay) or more.</summary>
    public int MinimumLength { get; init; } = 12;

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsException">One or more values are out of range.</exception>
    public void Validate()
    {
        List<string> problems = [];
        Check(problems, "");
        OptionsException.ThrowIfAny(nameof(EdgeOptions), problems);
    }

    /// <summary>Adds what is out of range to a list, each name with a prefix such as <c>Edges.</c>.</summary>
    /// <param name="problems">The list.</param>
    /// <param name="prefix">The prefix.</param>
    public void Check(ICollection<string> problems, string prefix)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (!(Sigma is >= 0 and <= 50)) problems.Add($"{prefix}Sigma is {Sigma}: expected 0 to 50 pixels");
        if (!Enum.IsDefined(Threshold)) problems.Add($"{prefix}Threshold is {Threshold}: expected {string.Join(", ", Enum.GetNames<EdgeThreshold>())}");
        double most = Threshold == EdgeThreshold.Percentile ? 100 : double.MaxValue;
        if (!(Low >= 0 && Low <= most)) problems.Add($"{prefix}Low is {Low}: expected 0 to {(most == 100 ? "100 percent" : "High")}");
        if (!(High >= 0 && High <= most)) problems.Add($"{prefix}High is {High}: expected {(most == 100 ? "0 to 100 percent" : "a finite number of 0 or more")}");
        if (Low > High) problems.Add($"{prefix}Low is {Low} and {prefix}High is {High}: the lower threshold must not be above the higher");
        if (!(Floor >= 0 && double.IsFinite(Floor))) problems.Add($"{prefix}Floor is {Floor}: expected a finite number of 0 or more");
        if (MinimumLength < 1) problems.Add($"{prefix}MinimumLength is {MinimumLength}: expected 1 or more");
    }
}

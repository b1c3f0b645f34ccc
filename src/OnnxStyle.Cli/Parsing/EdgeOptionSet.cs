using System.CommandLine;
using OnnxStyle.Imaging;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options of the edge detector, for every command that looks for edges.</summary>
/// <param name="prefix">What the options' names begin with: <c>--</c>, or <c>--edge-</c> beside options of other things.</param>
internal sealed class EdgeOptionSet(string prefix)
{
    private static readonly EdgeOptions Defaults = new();
    private readonly Option<double?> sigma = Words.Number($"{prefix}sigma", "PIXELS", $"Standard deviation of the Gaussian that takes noise away first, 0 (none) to 50. [default: {Defaults.Sigma}]");
    private readonly Option<EdgeThreshold?> threshold = Words.Choice($"{prefix}threshold", Words.EdgeThresholds,
        $"What the thresholds count: percentile, the percentage of pixels with a smaller slope; value, the length of Sobel's gradient on 0 to 255 as in OpenCV. [default: {Words.Of(Words.EdgeThresholds, Defaults.Threshold)}]");
    private readonly Option<double?> low = Words.Number($"{prefix}low", "T", $"Below it nothing is an edge. [default: {Defaults.Low} percent; half of {prefix}high where only that is given or for values]");
    private readonly Option<double?> high = Words.Number($"{prefix}high", "T", $"Above it everything thin is an edge; between the two, what touches such an edge. [default: {Defaults.High} percent, {Words.EdgeHighValue} for values]");
    private readonly Option<double?> floor = Words.Number($"{prefix}floor", "SLOPE", $"With percentiles: no smaller slope is an edge, however empty the picture; a step of n of 255 levels has 4n. [default: {Defaults.Floor}]");
    private readonly Option<int?> minimumLength = Words.Whole($"{prefix}min-length", "PIXELS", $"Edges of fewer connected pixels go away as noise; 1 keeps all. [default: {Defaults.MinimumLength}]");

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { sigma, threshold, low, high, floor, minimumLength }) command.Add(option);
    }

    public EdgeOptions Apply(ParseResult parsed, EdgeOptions options)
    {
        EdgeThreshold kind = parsed.GetValue(threshold) ?? options.Threshold;
        bool other = kind != options.Threshold;
        double top = parsed.GetValue(high) ?? (other ? kind == EdgeThreshold.Value ? Words.EdgeHighValue : Defaults.High : options.High);
        bool halved = kind == EdgeThreshold.Value ? other || parsed.GetValue(high) is not null : parsed.GetValue(high) < options.Low;
        return options with
        {
            Sigma = parsed.GetValue(sigma) ?? options.Sigma,
            Threshold = kind,
            Low = parsed.GetValue(low) ?? (halved ? top / 2 : other ? Defaults.Low : options.Low),
            High = top,
            Floor = parsed.GetValue(floor) ?? options.Floor,
            MinimumLength = parsed.GetValue(minimumLength) ?? options.MinimumLength,
        };
    }
}

using System.CommandLine;
using System.Globalization;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Parsing;

/// <summary>What a painting shares with its content and its styles, and how much each counts: for every command that paints with both.</summary>
internal sealed class LossOptionSet
{
    private static readonly StylizeOptions Defaults = new();
    private readonly Option<string?> contentLayers = Words.Text("--content-layers", "LAYER[=W],...", $"Layers whose features come from the content; conv4_2 is before the ReLU, relu4_2 after it. [default: {string.Join(',', Defaults.ContentLayers)}]");
    private readonly Option<string?> styleLayers = Words.Text("--style-layers", "LAYER[=W],...", $"Layers whose statistics come from the style. [default: {string.Join(',', Defaults.StyleLayers)}]");
    private readonly Option<double?> contentWeight = Words.Number("--content-weight", "ALPHA", "Weight of the content in the units of --convention. [default: the recipe's for convention, optimiser and start]");
    private readonly Option<double?> styleWeight = Words.Number("--style-weight", "BETA", "Weight of the style in the units of --convention. [default: the recipe's]");
    private readonly Option<LossConvention?> convention = Words.Choice("--convention", Words.Conventions, $"What the weights mean. [default: {Words.Of(Words.Conventions, Defaults.Convention)}]");
    private readonly Option<StyleLossKind?> styleLoss = Words.Choice("--style-loss", Words.StyleLosses, $"Which statistic of the style counts. [default: {Words.Of(Words.StyleLosses, Defaults.StyleLoss)}]");
    private readonly Option<string?> styleWeights = Words.Text("--style-weights", "W,W,...", "How much each style counts, one number for each. [default: equal]");
    private readonly Option<double?> styleScale = Words.Number("--style-scale", "FACTOR", $"Size of the brush strokes: each style is scaled to this times the painting, 0.05 to 20. [default: {Defaults.StyleScale}]");
    private readonly Option<int?> styleSize = Words.Whole("--style-size", "N", "Pixels of the styles' longer side; replaces --style-scale. [default: by the scale]");
    private readonly Option<double?> tv = Words.Number("--tv", "WEIGHT", "Weight of the total variation, which smooths. [default: the recipe's]");
    private readonly Option<TotalVariationKind?> tvKind = Words.Choice("--tv-kind", Words.TotalVariations, $"How neighbouring pixels are compared. [default: {Words.Of(Words.TotalVariations, Defaults.TotalVariation)}]");
    private readonly Option<bool> normalizeGradients = new("--normalize-gradients") { Description = "Divide the gradient of each loss at its layer by its L1 norm. [default: off]" };

    public IEnumerable<Option> All => [contentLayers, styleLayers, contentWeight, styleWeight, convention, styleLoss, styleWeights, styleScale, styleSize, tv, tvKind, normalizeGradients];

    public void AddTo(Command command)
    {
        foreach (Option option in All) command.Add(option);
    }

    public StylizeOptions Apply(ParseResult parsed, StylizeOptions options, List<string> problems) => options with
    {
        ContentLayers = parsed.GetValue(contentLayers) is string content ? Layers(content) : options.ContentLayers,
        StyleLayers = parsed.GetValue(styleLayers) is string style ? Layers(style) : options.StyleLayers,
        ContentWeight = parsed.GetValue(contentWeight) ?? options.ContentWeight,
        StyleWeight = parsed.GetValue(styleWeight) ?? options.StyleWeight,
        Convention = parsed.GetValue(convention) ?? options.Convention,
        StyleLoss = parsed.GetValue(styleLoss) ?? options.StyleLoss,
        StyleWeights = parsed.GetValue(styleWeights) is string weights ? Numbers(weights, problems) : options.StyleWeights,
        StyleScale = parsed.GetValue(styleScale) ?? options.StyleScale,
        StyleSize = parsed.GetValue(styleSize) ?? options.StyleSize,
        TotalVariationWeight = parsed.GetValue(tv) ?? options.TotalVariationWeight,
        TotalVariation = parsed.GetValue(tvKind) ?? options.TotalVariation,
        NormalizeGradients = parsed.GetValue(normalizeGradients) || options.NormalizeGradients,
    };

    /// <summary>A list of layers; <c>none</c> is the empty one.</summary>
    public static IReadOnlyList<LayerWeight> Layers(string text) => text == "none" ? [] : LayerWeight.ParseList(text);

    /// <summary>A list of numbers; words that are none go to the problems.</summary>
    public static double[] Numbers(string text, List<string> problems)
    {
        List<double> numbers = [];
        foreach (string word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) numbers.Add(number);
            else problems.Add($"--style-weights {text}: '{word}' is no number");
        }

        return [.. numbers];
    }
}

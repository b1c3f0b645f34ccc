using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using OnnxStyle.Cli.Commands;
using OnnxStyle.Imaging;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options of <c>stylize</c> and how they become a request.</summary>
internal sealed class StylizeOptionSet
{
    private static readonly StylizeOptions Defaults = new();
    private readonly Argument<string[]> pictures = new("PICTURES") { Description = "CONTENT, then one STYLE or more. With --from or --resume they may be left out.", Arity = ArgumentArity.ZeroOrMore, HelpName = "CONTENT STYLE..." };
    private readonly Option<string?> output = Words.Text("--output", "FILE", "The picture to write: .png, .jpg, .webp or .tif. A JSON that repeats the run is written beside it. [default: painting.png]", "-o");
    private readonly Option<int?> bitDepth = Words.Whole("--bit-depth", "8|16", "Bits a channel in the picture; 16 for .png and .tif. [default: 8]");
    private readonly Option<int?> preset = Words.Choice("--preset", Presets.Names, "A starting point that the other options change: quick is 256 pixels, fine 1024, gatys the paper's layers and start. [default: standard]");
    private readonly Option<ImageSize?> size = Words.Parsed<ImageSize?>("--size", "N|N+|WxH|native", $"Pixels of the longer side; N+: the area of an N x N square; WxH: exactly; native: the content's. [default: {Defaults.LongSide}]",
        (result, word) => ImageSize.TryParse(word, out ImageSize? value) ? value : Words.Refuse<ImageSize?>(result, "--size", word, "512 (longer side), 512+ (area of a square), 640x480 or native"));
    private readonly Option<int?> scales = Words.Parsed<int?>("--scales", "N|none|auto", $"How many sizes are painted, each sqrt(2) of the one before. [default: auto, from {Defaults.SmallestSide} pixels]",
        (result, word) => word switch { "none" => 1, "auto" => 0, _ => int.TryParse(word, out int n) && n is >= 1 and <= 20 ? n : Words.Refuse<int?>(result, "--scales", word, "1 to 20, none or auto") });
    private readonly Option<int?> iterations = Words.Whole("--iterations", "N", $"Accepted steps on the first size. [default: {Defaults.Iterations}]");
    private readonly Option<int?> laterIterations = Words.Whole("--later-iterations", "N", "Accepted steps on each following size. [default: half of --iterations]");
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
    private readonly Option<string?> init = Words.Text("--init", "content|noise|style|FILE", "The picture to start from. [default: content]");
    private readonly Option<int?> seed = Words.Whole("--seed", "N", $"Where noise comes from; the same seed gives the same picture. [default: {Defaults.Seed}]");
    private readonly Option<ColorControl?> color = Words.Choice("--color", Words.Colors, $"Keep the content's colours: recolour the style first (cholesky, pca, monge) or paint luminance only. [default: {Words.Of(Words.Colors, Defaults.Color)}]");
    private readonly Option<ChromaMerge?> mergeChroma = Words.Choice("--merge-chroma", Words.Chromas, $"Put the content's chroma back at the end, in this colour space. [default: {Words.Of(Words.Chromas, Defaults.ChromaMerge)}]");
    private readonly Option<string[]> contentMask = Words.Texts("--content-mask", "FILE", "A region of the content, white inside; may stand several times. [default: none]");
    private readonly Option<string[]> styleMask = Words.Texts("--style-mask", "FILE", "The same region in the style, in the same order; with as many masks as styles, one each, else all of the first style. [default: none]");
    private readonly Option<bool> labels = new("--mask-labels") { Description = "The masks are maps of labels: equal colours are equal regions. One map for the content, one for each style. [default: off]" };
    private readonly Option<GuideMode?> maskMode = Words.Choice("--mask-mode", Words.GuideModes, $"Which positions of a layer belong to a region: scaled, those that see any of it, or only it. [default: {Words.Of(Words.GuideModes, Defaults.GuideMode)}]");
    private readonly Option<string?> freeze = Words.Text("--freeze", "FILE", "A mask of pixels that stay the content's. [default: none]");
    private readonly Option<int?> snapshot = Words.Whole("--snapshot", "N", "Write the picture, and a checkpoint, every N iterations, beside the output. [default: never]");
    private readonly Option<string?> log = Words.Text("--log", "FILE", "Write the losses of every iteration, .csv or .json. [default: none; the JSON beside the picture has them]");
    private readonly Option<string?> resume = Words.Text("--resume", "FILE", "Go on from a checkpoint; its options count. [default: none]");
    private readonly Option<long?> maxMemory = Words.Parsed<long?>("--max-memory", "SIZE", "Reduce the size until the estimate fits, such as 4GB or 500MB. [default: no limit]",
        (result, word) => ByteSize.Parse(word) ?? Words.Refuse<long?>(result, "--max-memory", word, "an amount such as 4GB, 500MB or 2GiB"));
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Only estimate memory and time. [default: off]" };
    private readonly Option<string?> from = Words.Text("--from", "JSON", "Repeat a run from the JSON beside its picture; other options change it. [default: none]");
    private readonly EngineOptionSet engine = new();
    private readonly OptimizerOptionSet optimizer = new();

    public void AddTo(Command command)
    {
        command.Add(pictures);
        foreach (Option option in new Option[]
        {
            output, bitDepth, preset, size, scales, iterations, laterIterations, contentLayers, styleLayers, contentWeight, styleWeight, convention, styleLoss,
            styleWeights, styleScale, styleSize, tv, tvKind, normalizeGradients, init, seed,
        }) command.Add(option);
        optimizer.AddTo(command);
        foreach (Option option in new Option[] { color, mergeChroma, contentMask, styleMask, labels, maskMode, freeze, snapshot, log, resume, maxMemory, dryRun, from }) command.Add(option);
        engine.AddTo(command);
    }

    /// <summary>Words to a request. Opens no picture; reads only the JSON of <c>--from</c>.</summary>
    /// <exception cref="Tensors.OptionsException">Values do not work, or work only one without the other.</exception>
    public StylizeRequest Bind(ParseResult parsed)
    {
        List<string> problems = [];
        string[] words = parsed.GetValue(pictures) ?? [];
        StylizeRequest request = parsed.GetValue(from) is string json ? PreviousRun.Repeat(json) : new StylizeRequest();
        if (words.Length > 0) request = request with { Content = words[0], Styles = words[1..] };
        string? resumed = parsed.GetValue(resume);
        if (words.Length == 1 || (words.Length == 0 && resumed is null && (request.Content.Length == 0 || request.Styles.Count == 0)))
            problems.Add("CONTENT and at least one STYLE are needed: onnxstyle stylize photo.jpg painting.jpg -o out.png");
        StylizeOptions options = Apply(parsed, Presets.Apply(parsed.GetValue(preset), request.Options), problems);
        ImageSize? wish = parsed.GetValue(size);
        string wished = wish?.ToString() ?? "";
        if (int.TryParse(wished, out int side)) options = options with { LongSide = side, AreaSide = null };
        else if (int.TryParse(wished.TrimEnd('+'), out side)) options = options with { AreaSide = side };
        string? start = parsed.GetValue(init);
        Initialization? kind = start?.ToUpperInvariant() switch { null => null, "CONTENT" => Initialization.Content, "NOISE" => Initialization.Noise, "STYLE" => Initialization.Style, _ => Initialization.File };
        options = options with { Start = kind ?? options.Start };
        int depth = parsed.GetValue(bitDepth) ?? request.BitDepth;
        PictureOutputSet.Check(depth, parsed.GetValue(output) ?? request.Output, parsed.GetValue(log), problems);
        if (resumed is not null && parsed.GetValue(from) is not null) problems.Add("--resume and --from exclude each other: a checkpoint holds its options");
        if (resumed is not null && Ignored(parsed) is { Length: > 0 } ignored) problems.Add($"{string.Join(", ", ignored)}: no effect with --resume, whose options count; leave it out");
        string[] contentMasks = parsed.GetValue(contentMask) ?? [], styleMasks = parsed.GetValue(styleMask) ?? [];
        bool byLabel = parsed.GetValue(labels);
        (bool masked, bool named) = (contentMasks.Length + styleMasks.Length > 0, words.Length > 0);
        if (!byLabel && contentMasks.Length != styleMasks.Length) problems.Add($"--content-mask stands {contentMasks.Length} times and --style-mask {styleMasks.Length} times: expected the same number");
        if (byLabel && (contentMasks.Length != 1 || styleMasks.Length == 0)) problems.Add("--mask-labels needs one --content-mask and one --style-mask for each style");
        Tensors.OptionsException.ThrowIfAny("stylize", problems);
        options.Validate();
        return request with
        {
            Output = parsed.GetValue(output) ?? request.Output,
            Options = options,
            Size = wished == "native" || wished.Contains('x', StringComparison.Ordinal) ? wish : null,
            Scales = parsed.GetValue(scales) is int n and > 0 ? n : null,
            Start = kind is null ? request.Start : kind == Initialization.File ? start : null,
            ContentMasks = masked ? contentMasks : request.ContentMasks,
            StyleMasks = masked ? styleMasks : request.StyleMasks,
            Labels = masked ? byLabel : request.Labels,
            Recorded = [.. request.Recorded.Where(input => !(
                (named && !input.Role.StartsWith("region", StringComparison.Ordinal) && input.Role is not ("start" or "frozen"))
                || (wish is not null && input.Role == "content")
                || (masked && input.Role.StartsWith("region", StringComparison.Ordinal))
                || (kind is not null && input.Role == "start")
                || (parsed.GetResult(freeze) is not null && input.Role == "frozen")))],
            Freeze = parsed.GetValue(freeze) ?? request.Freeze,
            Log = parsed.GetValue(log),
            Resume = resumed,
            DryRun = parsed.GetValue(dryRun),
            BitDepth = depth,
        };
    }

    private string[] Ignored(ParseResult parsed)
    {
        Option[] heeded = [output, bitDepth, log, resume, from, contentMask, styleMask, labels, freeze];
        return [.. parsed.CommandResult.Children.OfType<OptionResult>()
            .Where(given => !given.Implicit && parsed.CommandResult.Command.Options.Contains(given.Option) && !heeded.Contains(given.Option)).Select(given => given.Option.Name)];
    }

    private StylizeOptions Apply(ParseResult parsed, StylizeOptions options, List<string> problems) => options with
    {
        Engine = engine.Apply(parsed, options.Engine),
        Optimizer = optimizer.Apply(parsed, options.Optimizer),
        Iterations = parsed.GetValue(iterations) ?? options.Iterations,
        LaterIterations = parsed.GetValue(laterIterations) ?? options.LaterIterations,
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
        Seed = parsed.GetValue(seed) ?? options.Seed,
        Color = parsed.GetValue(color) ?? options.Color,
        ChromaMerge = parsed.GetValue(mergeChroma) ?? options.ChromaMerge,
        GuideMode = parsed.GetValue(maskMode) ?? options.GuideMode,
        SnapshotEvery = parsed.GetValue(snapshot) ?? options.SnapshotEvery,
        MaxMemoryBytes = parsed.GetValue(maxMemory) ?? options.MaxMemoryBytes,
        Pyramid = parsed.GetValue(scales) is int n ? n != 1 : options.Pyramid,
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

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using OnnxStyle.Cli.Commands;
using OnnxStyle.Tensors;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options of <c>strotss</c> and how they become the library's.</summary>
internal sealed class StrotssOptionSet
{
    private static readonly StrotssOptions Defaults = new(), Published = StrotssOptions.Published;
    private readonly Argument<string[]> pictures = new("PICTURES") { Description = "CONTENT and STYLE. With --from or --resume they may be left out.", Arity = new ArgumentArity(0, 2), HelpName = "CONTENT STYLE" };
    private readonly Option<double?> alpha = Words.Number("--alpha", "A", $"How much the content counts, 0 or more. [default: {Defaults.Alpha}]");
    private readonly Option<string[]> regions = new("--regions")
    {
        Description = "Two maps of regions, of the content and of the style: equal colours are equal regions, any number of them. [default: none]",
        HelpName = "CONTENT_MASK STYLE_MASK",
        Arity = new ArgumentArity(2, 2),
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> points = Words.Text("--points", "JSON", "Pairs of points in pixels of the pictures: [{\"content\": [x, y], \"style\": [x, y]}, ...]. [default: none]");
    private readonly Option<int?> size = Words.Whole("--size", "N", $"Pixels of the longer side, 32 to 4096. [default: {Defaults.LongSide}]");
    private readonly Option<int?> smallestSide = Words.Whole("--smallest-side", "N", $"Pixels of the longer side of the smallest scale; each scale doubles the one before. [default: {Defaults.SmallestSide}]");
    private readonly Option<int?> iterations = Words.Whole("--iterations", "N", $"Steps on each scale. [default: {Defaults.Iterations}; {Published.Iterations} with --as-published]");
    private readonly Option<int?> samples = Words.Whole("--samples", "N", $"Positions of the output that a step looks at, in each region. [default: {Defaults.Samples}]");
    private readonly Option<int?> styleSamples = Words.Whole("--style-samples", "N", $"Positions of the style that a step looks at, in each region. [default: {Defaults.StyleSamples}; {Published.StyleSamples} with --as-published]");
    private readonly Option<double?> learningRate = Words.Number("--learning-rate", "RATE", $"The step length of RMSprop; half of it on the last scale. [default: {Defaults.LearningRate}]");
    private readonly Option<PaletteSpace?> palette = Words.Choice("--palette", Words.Palettes, $"In which colours palettes are compared. [default: {Words.Of(Words.Palettes, Defaults.Palette)}]");
    private readonly Option<double?> smallestRegion = Words.Number("--smallest-region", "SHARE", $"The smallest part of a picture that is a region, 0 to 1. [default: {Defaults.SmallestRegion}]");
    private readonly Option<double?> pointWeight = Words.Number("--point-weight", "BETA", $"What the distance of a pair of points counts. [default: {Defaults.PointWeight}]");
    private readonly Option<double?> pointSpacing = Words.Number("--point-spacing", "SHARE", $"The distance of the nine points around a guided point, as a part of the longer side. [default: {Defaults.PointSpacing}]");
    private readonly Option<string?> layers = Words.Text("--layers", "LAYER,...", $"The encoder's layers in a hypercolumn. [default: {string.Join(',', Defaults.Layers)}]");
    private readonly Option<bool> asPublished = new("--as-published") { Description = "Do as the authors' code where it differs from the paper: positions and samples of the style stay for a whole scale. [default: off]" };
    private readonly Option<int?> seed = Words.Whole("--seed", "N", $"Where positions come from; the same seed gives the same picture. [default: {Defaults.Seed}]");
    private readonly Option<int?> snapshot = Words.Whole("--snapshot", "N", "Write the picture, and a checkpoint, every N steps of a scale, beside the output. [default: never]");
    private readonly Option<string?> resume = Words.Text("--resume", "FILE", "Go on from a checkpoint; its options count. [default: none]");
    private readonly Option<string?> from = Words.Text("--from", "JSON", "Repeat a run from the JSON beside its picture; other options change it. [default: none]");
    private readonly Option<double[]?> table = Words.Parsed<double[]>("--alpha-table", "A,A,...", "Paint once for each alpha: the output is a sheet, the losses are a table on stdout. [default: one painting]", (result, word) =>
    {
        string[] parts = word.Split(',');
        double[] values = [.. parts.Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= 0 && double.IsFinite(value) ? value : -1)];
        return values.Length is >= 2 and <= 12 && values.Min() >= 0 ? values : Words.Refuse<double[]>(result, "--alpha-table", word, "2 to 12 numbers of 0 or more such as 0,0.25,0.5,1");
    });

    private readonly PictureOutputSet output = new("strotss.png");
    private readonly EngineOptionSet engine = new();

    private Option[] Own => [alpha, regions, points, size, smallestSide, iterations, samples, styleSamples, learningRate, palette, smallestRegion, pointWeight, pointSpacing, layers, asPublished, seed, snapshot, resume, from, table];

    public void AddTo(Command command)
    {
        command.Add(pictures);
        output.AddTo(command);
        foreach (Option option in Own) command.Add(option);
        engine.AddTo(command);
    }

    /// <summary>Words to options and paths. Opens no picture; reads only the JSON of <c>--from</c>.</summary>
    /// <exception cref="OptionsException">Values do not work.</exception>
    public StrotssRequest Bind(ParseResult parsed)
    {
        List<string> problems = [];
        string[] words = parsed.GetValue(pictures) ?? [], masks = parsed.GetValue(regions) ?? [];
        string? resumed = parsed.GetValue(resume);
        StrotssRequest request = parsed.GetValue(from) is string json ? StrotssRequest.Repeat(json) : new StrotssRequest();
        if (words.Length == 2) request = request with { Content = words[0], Style = words[1] };
        if (words.Length == 1 || (resumed is null && (request.Content.Length == 0 || request.Style.Length == 0)))
            problems.Add("CONTENT and STYLE are needed: onnxstyle strotss photo.jpg painting.jpg -o out.png");
        if (resumed is not null && parsed.GetValue(from) is not null) problems.Add("--resume and --from exclude each other: a checkpoint holds its options");
        if (resumed is not null && Ignored(parsed) is { Length: > 0 } ignored) problems.Add($"{string.Join(", ", ignored)}: no effect with --resume, whose options count; leave it out");
        OptionsException.ThrowIfAny("strotss", problems);
        StrotssOptions options = Options(parsed, request.Options);
        options.Validate();
        PictureRequest files = output.Bind(parsed, request.Content);
        return request with
        {
            Output = files.Output,
            BitDepth = files.BitDepth,
            Log = files.Log,
            ContentRegions = masks.Length == 2 ? masks[0] : request.ContentRegions,
            StyleRegions = masks.Length == 2 ? masks[1] : request.StyleRegions,
            Points = parsed.GetValue(points) ?? request.Points,
            Resume = resumed,
            AlphaTable = parsed.GetValue(table) ?? [],
            Options = options,
        };
    }

    private StrotssOptions Options(ParseResult parsed, StrotssOptions basis)
    {
        if (parsed.GetValue(asPublished)) basis = basis with { AsPublished = true, Iterations = Published.Iterations, StyleSamples = Published.StyleSamples };
        return basis with
        {
            Engine = engine.Apply(parsed, basis.Engine),
            Layers = parsed.GetValue(layers) is string list ? [.. LayerWeight.ParseList(list).Select(layer => layer.Layer)] : basis.Layers,
            LongSide = parsed.GetValue(size) ?? basis.LongSide,
            SmallestSide = parsed.GetValue(smallestSide) ?? basis.SmallestSide,
            Iterations = parsed.GetValue(iterations) ?? basis.Iterations,
            Alpha = parsed.GetValue(alpha) ?? basis.Alpha,
            Samples = parsed.GetValue(samples) ?? basis.Samples,
            StyleSamples = parsed.GetValue(styleSamples) ?? basis.StyleSamples,
            LearningRate = parsed.GetValue(learningRate) ?? basis.LearningRate,
            Palette = parsed.GetValue(palette) ?? basis.Palette,
            SmallestRegion = parsed.GetValue(smallestRegion) ?? basis.SmallestRegion,
            PointWeight = parsed.GetValue(pointWeight) ?? basis.PointWeight,
            PointSpacing = parsed.GetValue(pointSpacing) ?? basis.PointSpacing,
            Seed = parsed.GetValue(seed) ?? basis.Seed,
            SnapshotEvery = parsed.GetValue(snapshot) ?? basis.SnapshotEvery,
        };
    }

    private string[] Ignored(ParseResult parsed)
    {
        Option[] heeded = [resume, from, regions, points];
        return [.. parsed.CommandResult.Children.OfType<OptionResult>().Where(given => !given.Implicit && Own.Contains(given.Option) && !heeded.Contains(given.Option)).Select(given => given.Option.Name)];
    }
}

using System.CommandLine;
using OnnxStyle.Cli.Commands;
using OnnxStyle.Tensors;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options of <c>photo</c> and how they become a request.</summary>
internal sealed class PhotoOptionSet
{
    private static readonly PhotoOptions Defaults = new();
    private readonly Argument<string[]> pictures = new("PICTURES") { Description = "CONTENT, the photograph to change, and STYLE, that with the wanted look. With --from they may be left out.", Arity = new ArgumentArity(0, 2), HelpName = "CONTENT STYLE" };
    private readonly Option<int?> preset = Words.Choice("--preset", [("quick", 0), ("standard", 1), ("fine", 2)], "A starting point that the other options change: quick is 256 pixels, fine 1024. [default: standard]");
    private readonly Option<bool> asPublished = new("--as-published") { Description = "The settings of the paper's code: 700 pixels, max pooling, its weights, noise, two stages of 1000 steps without line search, the photorealism in the gradient only, the affine filter. Hours on a processor. [default: off]" };
    private readonly Option<bool> fast = new("--fast") { Description = "Seconds instead of minutes: recolour each class, then smooth along the content's colours; no texture, no encoder. [default: off]" };
    private readonly Option<string?> stylised = Words.Text("--stylised", "FILE", "A stylised picture of the content, by any program, that --fast makes photographic. [default: the content with the style's colours]");
    private readonly Option<double?> strength = Words.Number("--strength", "MU", $"Weight of the photorealism in --fast, above 0 to 1e6. [default: {Defaults.Smoothing.Strength}]");
    private readonly Option<int?> size = Words.Whole("--size", "N", $"Pixels of the longer side, 32 to 16384. [default: {Defaults.LongSide}]");
    private readonly Option<int?> stages = Words.Whole("--stages", "1|2", $"1: style and photorealism at once; 2: first style alone, then both from there, as in the paper, for --init noise. [default: {Defaults.Stages}]");
    private readonly Option<int?> iterations = Words.Whole("--iterations", "N", $"Accepted steps of each stage on its first size. [default: {Defaults.Iterations}]");
    private readonly Option<int?> laterIterations = Words.Whole("--later-iterations", "N", "Accepted steps on each following size. [default: half of --iterations]");
    private readonly Option<Toggle?> pyramid = Words.Choice("--pyramid", Words.OnOff, $"Whether smaller pictures, from {Defaults.SmallestSide} pixels, come first. [default: on]");
    private readonly Option<PhotoStart?> init = Words.Choice("--init", Words.PhotoStarts, $"The picture to start from; colors: the content recoloured class by class. [default: {Words.Of(Words.PhotoStarts, Defaults.Start)}]");
    private readonly Option<int?> seed = Words.Whole("--seed", "N", $"Where noise comes from; the same seed gives the same picture. [default: {Defaults.Seed}]");
    private readonly Option<double?> contentWeight = Words.Number("--content-weight", "ALPHA", "Weight of the content. [default: 1, of the convention neural-style 5]");
    private readonly Option<double?> styleWeight = Words.Number("--style-weight", "GAMMA", "Weight of the style of all classes. [default: 3, of other conventions than balanced and inner 100]");
    private readonly Option<double?> photorealism = Words.Number("--lambda", "LAMBDA", "Weight of the photorealism, the matting Laplacian of the content; 0: none. [default: 10000]");
    private readonly Option<double?> tv = Words.Number("--tv", "WEIGHT", "Weight of the total variation. [default: 0, of the convention neural-style 0.001]");
    private readonly Option<LossConvention?> convention = Words.Choice("--convention", Words.Conventions, $"What the weights mean; lambda is for the energy a pixel in balanced and inner, else for its sum. [default: {Words.Of(Words.Conventions, Defaults.Convention)}]");
    private readonly Option<double?> epsilon = Words.Number("--matting-epsilon", "EPSILON", $"Regulariser of the Laplacian's colour covariances, above 0; larger: flat parts may change less freely. [default: {Defaults.MattingEpsilon}]");
    private readonly Option<double?> styleScale = Words.Number("--style-scale", "FACTOR", $"The style is scaled to this times the picture, 0.05 to 20. [default: {Defaults.StyleScale}]");
    private readonly Option<string?> contentLayers = Words.Text("--content-layers", "LAYER[=W],...", $"Layers whose features come from the content. [default: {string.Join(',', Defaults.ContentLayers)}]");
    private readonly Option<string?> styleLayers = Words.Text("--style-layers", "LAYER[=W],...", $"Layers whose Gram matrices come from the style. [default: {string.Join(',', Defaults.StyleLayers)}]");
    private readonly Option<int?> snapshot = Words.Whole("--snapshot", "N", "Write the picture every N iterations, beside the output. [default: never]");
    private readonly Option<long?> maxMemory = Words.Parsed<long?>("--max-memory", "SIZE", "Reduce the size until the estimate fits, such as 4GB or 500MB. [default: no limit]",
        (result, word) => ByteSize.Parse(word) ?? Words.Refuse<long?>(result, "--max-memory", word, "an amount such as 4GB, 500MB or 2GiB"));
    private readonly Option<string?> profile = Words.Text("--profile", "FILE", "Trace the evaluations: the trace goes to this .json, a table of operators to stderr. [default: none]");
    private readonly Option<string?> from = Words.Text("--from", "JSON", "Repeat a run from the JSON beside its picture; other options change it. [default: none]");
    private readonly PhotoFinishOptionSet finish = new();
    private readonly LabelOptionSet labels = new();
    private readonly PictureOutputSet output = new("photo.png");
    private readonly OptimizerOptionSet optimizer = new();
    private readonly EngineOptionSet engine = new();

    public void AddTo(Command command)
    {
        command.Add(pictures);
        output.AddTo(command);
        labels.AddTo(command);
        foreach (Option option in new Option[] { preset, fast, stylised, strength, asPublished, size, stages, iterations, laterIterations, pyramid, init, seed }) command.Add(option);
        foreach (Option option in new Option[] { contentWeight, styleWeight, photorealism, tv, convention, epsilon, styleScale, contentLayers, styleLayers }) command.Add(option);
        finish.AddTo(command);
        optimizer.AddTo(command);
        foreach (Option option in new Option[] { snapshot, maxMemory, profile, from }) command.Add(option);
        engine.AddTo(command);
    }

    /// <summary>Words to a request. Opens no picture; reads only the JSON of <c>--from</c>.</summary>
    /// <exception cref="OptionsException">Values do not work, or work only one without the other.</exception>
    public PhotoRequest Bind(ParseResult parsed)
    {
        string[] words = parsed.GetValue(pictures) ?? [];
        PhotoRequest request = parsed.GetValue(from) is string json ? PreviousPhoto.Repeat(json) : new PhotoRequest();
        if (words.Length == 2) request = request with { Content = words[0], Style = words[1], Recorded = [.. request.Recorded.Where(input => input.Role is not ("content" or "style"))] };
        List<string> problems = [];
        if (words.Length == 1 || request.Content.Length == 0 || request.Style.Length == 0) problems.Add("CONTENT and STYLE are needed: onnxstyle photo photo.jpg look.jpg -o out.png");
        if (parsed.GetValue(profile) is string trace && !trace.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) problems.Add($"--profile {trace}: expected a name that ends with .json");
        if (parsed.GetValue(from) is not null && parsed.GetValue(asPublished)) problems.Add("--as-published and --from exclude each other: the JSON holds the options");
        bool quickly = parsed.GetValue(fast) || (request.Options.Fast && !parsed.GetValue(asPublished));
        if (quickly && parsed.GetValue(asPublished)) problems.Add("--as-published and --fast exclude each other: one is hours, the other seconds");
        foreach (Option only in new Option[] { stylised, strength })
            if (!quickly && parsed.GetResult(only) is not null) problems.Add($"{only.Name} is for --fast: give --fast, too");
        Option[] slow = [stages, iterations, laterIterations, pyramid, init, seed, contentWeight, styleWeight, photorealism, tv, convention, epsilon, styleScale, contentLayers, styleLayers, snapshot, maxMemory, profile];
        string[] idle = [.. slow.Where(only => quickly && parsed.GetResult(only) is { Implicit: false }).Select(only => only.Name)];
        if (idle.Length > 0) problems.Add($"{string.Join(", ", idle)}: no effect with --fast, which optimises nothing; leave it out");
        OptionsException.ThrowIfAny("photo", problems);
        PhotoOptions options = Apply(parsed, parsed.GetValue(asPublished) ? PhotoOptions.AsPublished : request.Options);
        options.Validate();
        OptionsException.ThrowIfAny("photo", [.. finish.Problems(parsed, options)]);
        PictureRequest files = output.Bind(parsed, request.Content);
        return labels.Apply(parsed, request) with
        {
            Output = files.Output,
            BitDepth = files.BitDepth,
            Log = files.Log,
            Profile = parsed.GetValue(profile),
            Stylised = parsed.GetValue(stylised) ?? request.Stylised,
            Options = options,
        };
    }

    private PhotoOptions Apply(ParseResult parsed, PhotoOptions basis)
    {
        basis = parsed.GetValue(preset) switch
        {
            0 => basis with { LongSide = 256, Iterations = 60 },
            2 => basis with { LongSide = 1024 },
            _ => basis,
        };
        return finish.Apply(parsed, basis) with
        {
            Engine = engine.Apply(parsed, basis.Engine),
            Optimizer = optimizer.Apply(parsed, basis.Optimizer),
            Fast = parsed.GetValue(fast) || basis.Fast,
            Smoothing = basis.Smoothing with { Strength = parsed.GetValue(strength) ?? basis.Smoothing.Strength },
            LongSide = parsed.GetValue(size) ?? basis.LongSide,
            Stages = parsed.GetValue(stages) ?? basis.Stages,
            Iterations = parsed.GetValue(iterations) ?? basis.Iterations,
            LaterIterations = parsed.GetValue(laterIterations) ?? basis.LaterIterations,
            Pyramid = parsed.GetValue(pyramid) is Toggle several ? several == Toggle.On : basis.Pyramid,
            Start = parsed.GetValue(init) ?? basis.Start,
            Seed = parsed.GetValue(seed) ?? basis.Seed,
            ContentWeight = parsed.GetValue(contentWeight) ?? basis.ContentWeight,
            StyleWeight = parsed.GetValue(styleWeight) ?? basis.StyleWeight,
            PhotorealismWeight = parsed.GetValue(photorealism) ?? basis.PhotorealismWeight,
            TotalVariationWeight = parsed.GetValue(tv) ?? basis.TotalVariationWeight,
            Convention = parsed.GetValue(convention) ?? basis.Convention,
            MattingEpsilon = parsed.GetValue(epsilon) ?? basis.MattingEpsilon,
            StyleScale = parsed.GetValue(styleScale) ?? basis.StyleScale,
            ContentLayers = parsed.GetValue(contentLayers) is string content ? LossOptionSet.Layers(content) : basis.ContentLayers,
            StyleLayers = parsed.GetValue(styleLayers) is string style ? LayerWeight.ParseList(style) : basis.StyleLayers,
            SnapshotEvery = parsed.GetValue(snapshot) ?? basis.SnapshotEvery,
            MaxMemoryBytes = parsed.GetValue(maxMemory) ?? basis.MaxMemoryBytes,
        };
    }
}

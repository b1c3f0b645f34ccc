using System.CommandLine;
using System.CommandLine.Parsing;
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
    private readonly Option<string?> init = Words.Text("--init", "content|noise|style|FILE", "The picture to start from. [default: content]");
    private readonly Option<int?> seed = Words.Whole("--seed", "N", $"Where noise comes from; the same seed gives the same picture. [default: {Defaults.Seed}]");
    private readonly Option<ColorControl?> color = Words.Choice("--color", Words.Colors, $"Keep the content's colours: recolour the style first (cholesky, pca, monge) or paint luminance only. [default: {Words.Of(Words.Colors, Defaults.Color)}]");
    private readonly Option<ChromaMerge?> mergeChroma = Words.Choice("--merge-chroma", Words.Chromas, $"Put the content's chroma back at the end, in this colour space. [default: {Words.Of(Words.Chromas, Defaults.ChromaMerge)}]");
    private readonly Option<int?> snapshot = Words.Whole("--snapshot", "N", "Write the picture, and a checkpoint, every N iterations, beside the output. [default: never]");
    private readonly Option<string?> log = Words.Text("--log", "FILE", "Write the losses of every iteration, .csv or .json. [default: none; the JSON beside the picture has them]");
    private readonly Option<string?> profile = Words.Text("--profile", "FILE", "Trace the evaluations with ONNX Runtime's profiler: the trace goes to this .json, a table of operators to stderr. Makes the run a little slower. [default: none]");
    private readonly Option<string?> resume = Words.Text("--resume", "FILE", "Go on from a checkpoint; its options count. [default: none]");
    private readonly Option<long?> maxMemory = Words.Parsed<long?>("--max-memory", "SIZE", "Reduce the size until the estimate fits, such as 4GB or 500MB. [default: no limit]",
        (result, word) => ByteSize.Parse(word) ?? Words.Refuse<long?>(result, "--max-memory", word, "an amount such as 4GB, 500MB or 2GiB"));
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Only estimate memory and time. [default: off]" };
    private readonly Option<string?> from = Words.Text("--from", "JSON", "Repeat a run from the JSON beside its picture; other options change it. [default: none]");
    private readonly LossOptionSet losses = new();
    private readonly MaskOptionSet masks = new();
    private readonly EngineOptionSet engine = new();
    private readonly OptimizerOptionSet optimizer = new();

    public void AddTo(Command command)
    {
        command.Add(pictures);
        foreach (Option option in new Option[] { output, bitDepth, preset, size, scales, iterations, laterIterations, init, seed }) command.Add(option);
        losses.AddTo(command);
        optimizer.AddTo(command);
        command.Add(color);
        command.Add(mergeChroma);
        masks.AddTo(command);
        foreach (Option option in new Option[] { snapshot, log, resume, profile, maxMemory, dryRun, from }) command.Add(option);
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
        Initialization? kind = start is null ? null : StartOf(start);
        options = options with { Start = kind ?? options.Start };
        int depth = parsed.GetValue(bitDepth) ?? request.BitDepth;
        PictureOutputSet.Check(depth, parsed.GetValue(output) ?? request.Output, parsed.GetValue(log), problems);
        if (parsed.GetValue(profile) is string trace && !trace.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) problems.Add($"--profile {trace}: expected a name that ends with .json");
        if (resumed is not null && parsed.GetValue(from) is not null) problems.Add("--resume and --from exclude each other: a checkpoint holds its options");
        if (resumed is not null && Ignored(parsed) is { Length: > 0 } ignored) problems.Add($"{string.Join(", ", ignored)}: no effect with --resume, whose options count; leave it out");
        Tensors.OptionsException.ThrowIfAny("stylize", problems);
        options.Validate();
        bool named = words.Length > 0;
        request = masks.Apply(parsed, request);
        return request with
        {
            Output = parsed.GetValue(output) ?? request.Output,
            Options = options,
            Size = wished == "native" || wished.Contains('x', StringComparison.Ordinal) ? wish : null,
            Scales = parsed.GetValue(scales) is int n and > 0 ? n : null,
            Start = kind is null ? request.Start : kind == Initialization.File ? start : null,
            Recorded = [.. request.Recorded.Where(input => !(
                (named && !input.Role.StartsWith("region", StringComparison.Ordinal) && input.Role is not ("start" or "frozen"))
                || (wish is not null && input.Role == "content")
                || (kind is not null && input.Role == "start")))],
            Log = parsed.GetValue(log),
            Resume = resumed,
            DryRun = parsed.GetValue(dryRun),
            Profile = parsed.GetValue(profile),
            BitDepth = depth,
        };
    }

    private string[] Ignored(ParseResult parsed)
    {
        Option[] heeded = [output, bitDepth, log, resume, from, profile, .. masks.All.Where(option => option != masks.ModeOption)];
        return [.. parsed.CommandResult.Children.OfType<OptionResult>()
            .Where(given => !given.Implicit && parsed.CommandResult.Command.Options.Contains(given.Option) && !heeded.Contains(given.Option)).Select(given => given.Option.Name)];
    }

    private StylizeOptions Apply(ParseResult parsed, StylizeOptions options, List<string> problems) => losses.Apply(parsed, options, problems) with
    {
        Engine = engine.Apply(parsed, options.Engine),
        Optimizer = optimizer.Apply(parsed, options.Optimizer),
        Iterations = parsed.GetValue(iterations) ?? options.Iterations,
        LaterIterations = parsed.GetValue(laterIterations) ?? options.LaterIterations,
        GuideMode = masks.Mode(parsed) ?? options.GuideMode,
        Seed = parsed.GetValue(seed) ?? options.Seed,
        Color = parsed.GetValue(color) ?? options.Color,
        ChromaMerge = parsed.GetValue(mergeChroma) ?? options.ChromaMerge,
        SnapshotEvery = parsed.GetValue(snapshot) ?? options.SnapshotEvery,
        MaxMemoryBytes = parsed.GetValue(maxMemory) ?? options.MaxMemoryBytes,
        Pyramid = parsed.GetValue(scales) is int n ? n != 1 : options.Pyramid,
    };

    /// <summary>What a word of <c>--init</c> means; whatever is none of the three is a file.</summary>
    public static Initialization StartOf(string word) => word.ToUpperInvariant() switch
    {
        "CONTENT" => Initialization.Content,
        "NOISE" => Initialization.Noise,
        "STYLE" => Initialization.Style,
        _ => Initialization.File,
    };
}

using System.CommandLine;
using System.CommandLine.Parsing;
using OnnxStyle.Cli.Commands;
using OnnxStyle.Tensors;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options of <c>eastern</c> and how they become the library's.</summary>
internal sealed class EasternOptionSet
{
    private static readonly EasternOptions Ink = new(), Color = EasternOptions.For(EasternPreset.Color);
    private readonly Argument<string?> photo = new("PHOTO") { Description = "The photograph. With --resume both pictures may be left out.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<string?> painting = new("PAINTING") { Description = "The painting whose hand is wanted.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<EasternPreset?> preset = Words.Choice("--preset", Words.EasternPresets, "ink: an ink landscape without colour; color: a coloured painting. Other options still have their say. [default: ink]");
    private readonly Option<string?> sheet = Words.Text("--sheet", "FILE", "Write a sheet with the photograph, its edges, the drawing, plain Gatys (painted for it) and this painting. [default: none]");
    private readonly Option<int?> size = Words.Whole("--size", "N", $"Pixels of the longer side, 32 to 16384. [default: {Ink.LongSide}]");
    private readonly Option<int?> iterations = Words.Whole("--iterations", "N", $"Accepted steps on the first size. [default: {Ink.Iterations}]");
    private readonly Option<int?> laterIterations = Words.Whole("--later-iterations", "N", "Accepted steps on each following size. [default: half of --iterations]");
    private readonly Option<Toggle?> pyramid = Words.Choice("--pyramid", Words.OnOff, $"Whether smaller pictures, from {Ink.SmallestSide} pixels, are painted first. [default: on]");
    private readonly Option<EasternStart?> start = Words.Choice("--start", Words.EasternStarts, $"The picture to start from. [default: {Words.Of(Words.EasternStarts, Ink.Start)}]");
    private readonly Option<Toggle?> luminance = Words.Choice("--luminance", Words.OnOff, "Whether only luminance is painted, without any colour. [default: on for ink, off for color]");
    private readonly Option<double?> paper = Words.Number("--paper", "PERCENT", $"The percentage of the painting that is darker than its paper; what is lighter counts as white. 5 to 100. [default: {Ink.PaperPercentile} for ink, {Color.PaperPercentile} for color]");
    private readonly Option<double?> wash = Words.Number("--wash", "SHARE", $"How dark the photograph's washes may be, 0 (lines only) to 1. [default: {Ink.Wash} for ink, {Color.Wash} for color]");
    private readonly Option<double?> lineWidth = Words.Number("--line-width", "PER-MILLE", $"Width of the lines along edges in thousandths of the longer side, 0.5 to 50. [default: {Ink.LineWidth} for ink, {Color.LineWidth} for color]");
    private readonly Option<double?> lineDarkness = Words.Number("--line-darkness", "SHARE", $"How dark those lines are, 0 to 1. [default: {Ink.LineDarkness}]");
    private readonly Option<double?> contentWeight = Words.Number("--content-weight", "ALPHA", $"Weight of the drawing's features. [default: {Ink.ContentWeight}]");
    private readonly Option<double?> styleWeight = Words.Number("--style-weight", "BETA", $"Weight of the style. [default: {Ink.StyleWeight} for ink, {Color.StyleWeight} for color]");
    private readonly Option<double?> edgeWeight = Words.Number("--edge-weight", "GAMMA", $"Weight of lines and empty paper, pixel by pixel. [default: {Ink.EdgeWeight} for ink, {Color.EdgeWeight} for color]");
    private readonly Option<double?> tv = Words.Number("--tv", "WEIGHT", $"Weight of the total variation. [default: {Ink.TotalVariationWeight} for ink, {Color.TotalVariationWeight} for color]");
    private readonly Option<double?> styleScale = Words.Number("--style-scale", "FACTOR", $"Size of the strokes: the painting is scaled to this times the result's longer side. [default: {Ink.StyleScale}]");
    private readonly Option<string?> contentLayers = Words.Text("--content-layers", "LAYER[=W],...", $"Layers whose features come from the drawing. [default: {string.Join(',', Ink.ContentLayers)}]");
    private readonly Option<string?> styleLayers = Words.Text("--style-layers", "LAYER[=W],...", $"Layers whose Gram matrices come from the painting. [default: {string.Join(',', Ink.StyleLayers)}]");
    private readonly Option<int?> seed = Words.Whole("--seed", "N", $"Where random kernels come from; the same seed gives the same picture. [default: {Ink.Seed}]");
    private readonly Option<int?> snapshot = Words.Whole("--snapshot", "N", "Write the picture, and a checkpoint, every N iterations, beside the output. [default: never]");
    private readonly Option<string?> resume = Words.Text("--resume", "FILE", "Go on from a checkpoint; its options and its front layer count. [default: none]");
    private readonly PictureOutputSet output = new("eastern.png");
    private readonly FrontOptionSet front = new();
    private readonly EdgeOptionSet edges = new("--edge-");
    private readonly OptimizerOptionSet optimizer = new();
    private readonly EngineOptionSet engine = new();

    public void AddTo(Command command)
    {
        command.Add(photo);
        command.Add(painting);
        command.Add(preset);
        output.AddTo(command);
        foreach (Option option in new Option[] { sheet, size, iterations, laterIterations, pyramid, start, luminance, paper, wash, lineWidth, lineDarkness }) command.Add(option);
        foreach (Option option in new Option[] { contentWeight, styleWeight, edgeWeight, tv, styleScale, contentLayers, styleLayers, seed, snapshot, resume }) command.Add(option);
        front.AddTo(command);
        edges.AddTo(command);
        optimizer.AddTo(command);
        engine.AddTo(command);
    }

    /// <summary>Words to options and paths. Opens no file.</summary>
    /// <exception cref="OptionsException">Values do not work.</exception>
    public EasternRequest Bind(ParseResult parsed)
    {
        List<string> problems = [];
        string? resumed = parsed.GetValue(resume);
        if (parsed.GetValue(painting) is null && (resumed is null || parsed.GetValue(photo) is not null)) problems.Add("PHOTO and PAINTING are needed: onnxstyle eastern photo.jpg painting.jpg -o out.png");
        if (resumed is not null && Ignored(parsed) is { Length: > 0 } ignored) problems.Add($"{string.Join(", ", ignored)}: no effect with --resume, whose options count; leave it out");
        OptionsException.ThrowIfAny("eastern", problems);
        EasternOptions basis = EasternOptions.For(parsed.GetValue(preset) ?? EasternPreset.Ink);
        EasternOptions options = basis with
        {
            Engine = engine.Apply(parsed, basis.Engine),
            Optimizer = optimizer.Apply(parsed, basis.Optimizer),
            Edges = edges.Apply(parsed, basis.Edges),
            Front = front.Apply(parsed, basis.Front),
            LongSide = parsed.GetValue(size) ?? basis.LongSide,
            Iterations = parsed.GetValue(iterations) ?? basis.Iterations,
            LaterIterations = parsed.GetValue(laterIterations) ?? basis.LaterIterations,
            Pyramid = parsed.GetValue(pyramid) is Toggle several ? several == Toggle.On : basis.Pyramid,
            Start = parsed.GetValue(start) ?? basis.Start,
            Luminance = parsed.GetValue(luminance) is Toggle grey ? grey == Toggle.On : basis.Luminance,
            PaperPercentile = parsed.GetValue(paper) ?? basis.PaperPercentile,
            Wash = parsed.GetValue(wash) ?? basis.Wash,
            LineWidth = parsed.GetValue(lineWidth) ?? basis.LineWidth,
            LineDarkness = parsed.GetValue(lineDarkness) ?? basis.LineDarkness,
            ContentWeight = parsed.GetValue(contentWeight) ?? basis.ContentWeight,
            StyleWeight = parsed.GetValue(styleWeight) ?? basis.StyleWeight,
            EdgeWeight = parsed.GetValue(edgeWeight) ?? basis.EdgeWeight,
            TotalVariationWeight = parsed.GetValue(tv) ?? basis.TotalVariationWeight,
            StyleScale = parsed.GetValue(styleScale) ?? basis.StyleScale,
            ContentLayers = parsed.GetValue(contentLayers) is string content ? LayerWeight.ParseList(content) : basis.ContentLayers,
            StyleLayers = parsed.GetValue(styleLayers) is string style ? LayerWeight.ParseList(style) : basis.StyleLayers,
            Seed = parsed.GetValue(seed) ?? basis.Seed,
            SnapshotEvery = parsed.GetValue(snapshot) ?? basis.SnapshotEvery,
        };
        options.Validate();
        (string? use, string? save) = front.Files(parsed);
        if (save is not null && use is null && options.Front.Channels == 0) throw new OptionsException("--save-front", ["--front-channels is 0: there is no front layer to save"]);
        PictureRequest files = output.Bind(parsed, parsed.GetValue(photo) ?? "");
        return new EasternRequest
        {
            Photo = files.Input,
            Painting = parsed.GetValue(painting) ?? "",
            Output = files.Output,
            BitDepth = files.BitDepth,
            Log = files.Log,
            Sheet = parsed.GetValue(sheet),
            Front = use,
            SaveFront = save,
            Resume = resumed,
            Options = options,
        };
    }

    private string[] Ignored(ParseResult parsed)
    {
        Option[] heeded = [.. output.All, sheet, front.SaveOption, resume];
        return [.. parsed.CommandResult.Children.OfType<OptionResult>()
            .Where(given => !given.Implicit && parsed.CommandResult.Command.Options.Contains(given.Option) && !heeded.Contains(given.Option)).Select(given => given.Option.Name)];
    }
}

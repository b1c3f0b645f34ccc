using System.Text.Json.Serialization;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// Everything that decides a painting apart from the pictures themselves (Gatys, Ecker, Bethge 2015, 2016 and the controls of 2017).
/// The defaults paint a recognisable photograph in clear brush strokes with any encoder.
/// </summary>
public sealed record StylizeOptions
{
    /// <summary>The encoder and the machinery.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary>The layers whose features the painting shares with the content. Gatys' code, too, takes relu4_2; the paper writes conv4_2.</summary>
    public IReadOnlyList<LayerWeight> ContentLayers { get; init; } = [new("relu4_2")];

    /// <summary>The layers whose statistics the painting shares with the style. Gatys' code, too, takes these after the ReLU; the paper writes conv1_1 to conv5_1.</summary>
    public IReadOnlyList<LayerWeight> StyleLayers { get; init; } = [new("relu1_1"), new("relu2_1"), new("relu3_1"), new("relu4_1"), new("relu5_1")];

    /// <summary>What the weights mean.</summary>
    public LossConvention Convention { get; init; } = LossConvention.Balanced;

    /// <summary>Alpha, the weight of the content, 0 or more; null: the recipe's for this convention, optimiser and start.</summary>
    public double? ContentWeight { get; init; }

    /// <summary>Beta, the weight of the style, 0 or more; null: the recipe's.</summary>
    public double? StyleWeight { get; init; }

    /// <summary>The weight of the total variation, 0 or more; null: the recipe's.</summary>
    public double? TotalVariationWeight { get; init; }

    /// <summary>How neighbouring pixels are compared.</summary>
    public TotalVariationKind TotalVariation { get; init; } = TotalVariationKind.L2;

    /// <summary>Which statistic of the style's features counts.</summary>
    public StyleLossKind StyleLoss { get; init; } = StyleLossKind.Gram;

    /// <summary>
    /// Whether the gradient of each loss with respect to its layer is divided by its L1 norm before it goes on to the image
    /// (jcjohnson/neural-style's <c>-normalize_gradients</c>). Not with a line search: the loss is then not the one whose gradient is taken.
    /// </summary>
    public bool NormalizeGradients { get; init; }

    /// <summary>The longer side of the painting in pixels, 16 to 16384. Ignored when <see cref="AreaSide"/> is given.</summary>
    public int LongSide { get; init; } = 512;

    /// <summary>The side of a square with the painting's area, in pixels: what others write as 512+. Null: <see cref="LongSide"/> decides.</summary>
    public int? AreaSide { get; init; }

    /// <summary>The memory that a run may take, in bytes: the size is reduced until the estimate fits. Null: no limit.</summary>
    public long? MaxMemoryBytes { get; init; }

    /// <summary>The size of the styles' brush strokes: each style is scaled to this times the painting's longer side (or area side). 0.05 to 20.</summary>
    public double StyleScale { get; init; } = 1;

    /// <summary>The longer side of the styles at full size in pixels; replaces <see cref="StyleScale"/>. Null: the scale decides.</summary>
    public int? StyleSize { get; init; }

    /// <summary>How much each style counts, one weight of 0 or more for each picture; they are divided by their sum. Null: equal.</summary>
    public IReadOnlyList<double>? StyleWeights { get; init; }

    /// <summary>Whether smaller pictures, each 1/sqrt(2) of the next, are painted first.</summary>
    public bool Pyramid { get; init; } = true;

    /// <summary>The longer side of the smallest picture of the pyramid in pixels, 16 or more.</summary>
    public int SmallestSide { get; init; } = 128;

    /// <summary>Iterations (accepted steps) on the first, smallest picture of the pyramid, 1 or more.</summary>
    public int Iterations { get; init; } = 200;

    /// <summary>Iterations on each following picture; null: half of <see cref="Iterations"/>.</summary>
    public int? LaterIterations { get; init; }

    /// <summary>A level ends when the loss fell by less than this part of itself in ten iterations; 0: never.</summary>
    public double StopBelow { get; init; }

    /// <summary>The optimiser.</summary>
    public OptimizerChoice Optimizer { get; init; } = new();

    /// <summary>The picture to start from.</summary>
    public Initialization Start { get; init; } = Initialization.Content;

    /// <summary>Where noise comes from. The same seed gives the same bits on the same machine and provider.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Whether and how the content's colours are kept.</summary>
    public ColorControl Color { get; init; } = ColorControl.None;

    /// <summary>Whether the content's chroma replaces the painting's at the end. <see cref="ColorControl.Luminance"/> does so in any case, in YUV unless named here.</summary>
    public ChromaMerge ChromaMerge { get; init; } = ChromaMerge.None;

    /// <summary>How the masks of regions are carried to the layers.</summary>
    public GuideMode GuideMode { get; init; } = GuideMode.Simple;

    /// <summary>A snapshot goes to the sink after each this many iterations; 0: none.</summary>
    public int SnapshotEvery { get; init; }

    /// <summary>
    /// Where ONNX Runtime's trace of the run's evaluations goes (Chrome's trace format; each size of the pyramid is a process in it); null: no trace.
    /// Says nothing about the painting, so it is no part of the JSON.
    /// </summary>
    [JsonIgnore]
    public string? ProfilePath { get; init; }

    /// <summary>Checks the options that can be checked without pictures and encoder.</summary>
    /// <exception cref="OptionsException">An option is out of its range; the message lists all that are.</exception>
    public void Validate()
    {
        List<string> problems = [];
        Engine.Check(problems);
        Optimizer.Check(problems);
        LayerWeight.Check(ContentLayers, "ContentLayers", problems);
        LayerWeight.Check(StyleLayers, "StyleLayers", problems);
        if (ContentLayers.Count + StyleLayers.Count == 0) problems.Add("ContentLayers and StyleLayers are both empty: name at least one layer");
        foreach ((string name, double? value) in new[] { ("ContentWeight", ContentWeight), ("StyleWeight", StyleWeight), ("TotalVariationWeight", TotalVariationWeight) })
            if (value is double weight && !(weight >= 0 && double.IsFinite(weight))) problems.Add($"{name} is {weight}: expected a finite number of 0 or more");
        if (ContentWeight == 0 && StyleWeight == 0) problems.Add("ContentWeight and StyleWeight are both 0: nothing would be painted; give at least one a weight");
        CheckEnums(problems);
        if (LongSide is < 16 or > 16384) problems.Add($"LongSide is {LongSide}: expected 16 to 16384 pixels");
        if (AreaSide is < 16 or > 16384) problems.Add($"AreaSide is {AreaSide}: expected 16 to 16384 pixels");
        if (MaxMemoryBytes is <= 0) problems.Add($"MaxMemoryBytes is {MaxMemoryBytes}: expected 1 or more");
        if (!(StyleScale is >= 0.05 and <= 20)) problems.Add($"StyleScale is {StyleScale}: expected 0.05 to 20");
        if (StyleSize is < 16 or > 16384) problems.Add($"StyleSize is {StyleSize}: expected 16 to 16384 pixels");
        if (StyleWeights is not null && (!StyleWeights.All(weight => weight >= 0 && double.IsFinite(weight)) || !(StyleWeights.Sum() > 0)))
            problems.Add($"StyleWeights are {string.Join(", ", StyleWeights)}: expected numbers of 0 or more, not all 0");
        if (SmallestSide < 16) problems.Add($"SmallestSide is {SmallestSide}: expected 16 pixels or more");
        if (Iterations < 1) problems.Add($"Iterations is {Iterations}: expected 1 or more");
        if (LaterIterations is < 1) problems.Add($"LaterIterations is {LaterIterations}: expected 1 or more");
        if (!(StopBelow is >= 0 and < 1)) problems.Add($"StopBelow is {StopBelow}: expected 0 to below 1");
        if (SnapshotEvery < 0) problems.Add($"SnapshotEvery is {SnapshotEvery}: expected 0 or more");
        if (NormalizeGradients && Optimizer.StrongWolfe == true)
            problems.Add("NormalizeGradients and Optimizer.StrongWolfe exclude each other: the line search needs the gradient of the loss; turn one off");
        OptionsException.ThrowIfAny(nameof(StylizeOptions), problems);
    }

    /// <summary>The options as JSON, every one of them.</summary>
    public string ToJson() => OptionsJson.Write(this, OptionsJson.Default.StylizeOptions);

    /// <summary>Reads options from JSON; what is not named keeps its default. The report of a run also works: its options are taken.</summary>
    /// <exception cref="OptionsException">The text is no JSON, names an unknown option, or gives one a value of another kind.</exception>
    public static StylizeOptions FromJson(string json) => OptionsJson.Read(json, OptionsJson.Default.StylizeOptions);

    private void CheckEnums(List<string> problems)
    {
        if (!Enum.IsDefined(Convention)) problems.Add($"Convention is {Convention}: expected {string.Join(", ", Enum.GetNames<LossConvention>())}");
        if (!Enum.IsDefined(TotalVariation)) problems.Add($"TotalVariation is {TotalVariation}: expected {string.Join(", ", Enum.GetNames<TotalVariationKind>())}");
        if (!Enum.IsDefined(StyleLoss)) problems.Add($"StyleLoss is {StyleLoss}: expected {string.Join(", ", Enum.GetNames<StyleLossKind>())}");
        if (!Enum.IsDefined(Start)) problems.Add($"Start is {Start}: expected {string.Join(", ", Enum.GetNames<Initialization>())}");
        if (!Enum.IsDefined(Color)) problems.Add($"Color is {Color}: expected {string.Join(", ", Enum.GetNames<ColorControl>())}");
        if (!Enum.IsDefined(ChromaMerge)) problems.Add($"ChromaMerge is {ChromaMerge}: expected {string.Join(", ", Enum.GetNames<ChromaMerge>())}");
        if (!Enum.IsDefined(GuideMode)) problems.Add($"GuideMode is {GuideMode}: expected {string.Join(", ", Enum.GetNames<GuideMode>())}");
    }
}

using System.Text.Json.Serialization;
using OnnxStyle.Imaging;
using OnnxStyle.Kernels;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// Everything that decides a photographic transfer apart from the pictures (Luan, Paris, Shechtman, Bala 2017, "Deep Photo Style Transfer"). The weights are the
/// paper's numbers in the balanced convention, in which they fit every encoder and size, but for a smaller one of the style; <see cref="AsPublished"/> has the settings of its code.
/// </summary>
public sealed record PhotoOptions
{
    /// <summary>The encoder and the machinery.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary>The layers whose features the picture shares with the content. The code, too, takes relu4_2; the paper writes conv4_2.</summary>
    public IReadOnlyList<LayerWeight> ContentLayers { get; init; } = [new("relu4_2")];

    /// <summary>The layers whose Gram matrices, class by class, the picture shares with the style. The code, too, takes these after the ReLU.</summary>
    public IReadOnlyList<LayerWeight> StyleLayers { get; init; } = [new("relu1_1"), new("relu2_1"), new("relu3_1"), new("relu4_1"), new("relu5_1")];

    /// <summary>What the weights mean. The photorealism counts as V^T M V / (H W) in the balanced and inner conventions, as the sum V^T M V in the others.</summary>
    public LossConvention Convention { get; init; } = LossConvention.Balanced;

    /// <summary>Alpha, the weight of the content, 0 or more; null: 1, of the neural-style convention 5.</summary>
    public double? ContentWeight { get; init; }

    /// <summary>Gamma, the weight of the style, 0 or more; null: 3 in the balanced and inner conventions, where more brings blotches into skies, else the paper's 100.</summary>
    public double? StyleWeight { get; init; }

    /// <summary>Lambda, the weight of the photorealism, 0 or more; null: 10000.</summary>
    public double? PhotorealismWeight { get; init; }

    /// <summary>The weight of the total variation, 0 or more; null: 0, of the neural-style convention 0.001.</summary>
    public double? TotalVariationWeight { get; init; }

    /// <summary>The regulariser of colour covariances in the matting Laplacian, above 0. From 1e-5 on, affine maps of the content's colours are no longer nearly free.</summary>
    public double MattingEpsilon { get; init; } = MattingLaplacian.DefaultEpsilon;

    /// <summary>
    /// 1: style and photorealism from the beginning. 2: first style without photorealism, then both from there, as the paper does; it needs that because it starts from noise,
    /// and what the first stage brings into skies the second hardly takes away.
    /// </summary>
    public int Stages { get; init; } = 1;

    /// <summary>The picture that the first stage starts from. From the recoloured content the same iterations end lower than from the content (4.9 against 5.9 with a style weight of 100).</summary>
    public PhotoStart Start { get; init; } = PhotoStart.Colors;

    /// <summary>The longer side of the picture in pixels, 32 to 16384.</summary>
    public int LongSide { get; init; } = 512;

    /// <summary>The memory that a run may take, in bytes: the size is reduced until the estimate fits. Null: no limit.</summary>
    public long? MaxMemoryBytes { get; init; }

    /// <summary>The style is scaled to this times the picture's longer side. 0.05 to 20.</summary>
    public double StyleScale { get; init; } = 1;

    /// <summary>Whether smaller pictures, each 1/sqrt(2) of the next, come first in each stage.</summary>
    public bool Pyramid { get; init; } = true;

    /// <summary>The longer side of the smallest picture of the pyramid in pixels, 16 or more.</summary>
    public int SmallestSide { get; init; } = 128;

    /// <summary>Iterations (accepted steps) of each stage on its first, smallest picture, 1 or more.</summary>
    public int Iterations { get; init; } = 100;

    /// <summary>Iterations on each following picture; null: half of <see cref="Iterations"/>.</summary>
    public int? LaterIterations { get; init; }

    /// <summary>The optimiser.</summary>
    public OptimizerChoice Optimizer { get; init; } = new();

    /// <summary>Where noise comes from. The same seed gives the same bits on the same machine and provider.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// Whether the photorealism enters only the gradient and not the loss, as in the code. Harmless without a line search; with one, steps are judged by
    /// another function than the one whose gradient is taken, so the two exclude each other.
    /// </summary>
    public bool GradientOnly { get; init; }

    /// <summary>Whether nothing is optimised: seconds instead of minutes, with the colours of each class but no texture of the style. Encoder, weights and iterations then say nothing.</summary>
    public bool Fast { get; init; }

    /// <summary>How the fast mode smooths along the content's colours.</summary>
    public SmoothingOptions Smoothing { get; init; } = new();

    /// <summary>
    /// Whether the picture is filtered at the end: locally affine functions of the content's colours, averaged along its edges, so that nothing but the content has structure.
    /// The paper's code does it. With photorealism in the loss there is little left to do, and the filter's own steps raise the matting energy; with none, or few iterations, it helps.
    /// </summary>
    public bool Affine { get; init; }

    /// <summary>That filter.</summary>
    public LocalAffineOptions LocalAffine { get; init; } = new();

    /// <summary>Whether the content's fine detail is brought back after it: the code's cure for posterised skies.</summary>
    public bool Refine { get; init; }

    /// <summary>The guided filter of that.</summary>
    public GuidedFilterOptions Refinement { get; init; } = new();

    /// <summary>A snapshot goes to the sink after each this many iterations; 0: none.</summary>
    public int SnapshotEvery { get; init; }

    /// <summary>Where the trace of the run's evaluations goes, as <see cref="StylizeOptions.ProfilePath"/>; null: no trace.</summary>
    [JsonIgnore]
    public string? ProfilePath { get; init; }

    /// <summary>
    /// The settings of the paper's code: 700 pixels, max pooling, the neural-style convention (content 5, style 100, total variation 0.001, lambda 10000), from noise in
    /// two stages of 1000 steps, L-BFGS with 100 pairs and without line search, the photorealism in the gradient only, and the affine filter at the end. Its other shortcut, to leave
    /// the masks out of the gradient of the Gram matrices, is not repeated: it only changes pixels on soft borders of masks.
    /// </summary>
    public static PhotoOptions AsPublished { get; } = new()
    {
        Engine = new EngineOptions { Pooling = Networks.Pooling.Max },
        Convention = LossConvention.NeuralStyle,
        Start = PhotoStart.Noise,
        Stages = 2,
        LongSide = 700,
        Pyramid = false,
        Iterations = 1000,
        Optimizer = new OptimizerChoice { History = 100, StrongWolfe = false },
        GradientOnly = true,
        Affine = true,
        Seed = 612,
    };

    /// <summary>Checks the options that can be checked without pictures and encoder.</summary>
    /// <exception cref="OptionsException">An option is out of its range; the message lists all that are.</exception>
    public void Validate()
    {
        List<string> problems = [];
        Engine.Check(problems);
        Optimizer.Check(problems);
        LayerWeight.Check(ContentLayers, "ContentLayers", problems);
        LayerWeight.Check(StyleLayers, "StyleLayers", problems);
        if (StyleLayers.Count == 0) problems.Add("StyleLayers is empty: name at least one layer");
        foreach ((string name, double? value) in new[] { ("ContentWeight", ContentWeight), ("StyleWeight", StyleWeight), ("PhotorealismWeight", PhotorealismWeight), ("TotalVariationWeight", TotalVariationWeight) })
            if (value is double weight && !(weight >= 0 && double.IsFinite(weight))) problems.Add($"{name} is {weight}: expected a finite number of 0 or more");
        if (ContentWeight == 0 && StyleWeight == 0) problems.Add("ContentWeight and StyleWeight are both 0: nothing would change; give at least one a weight");
        if (!Enum.IsDefined(Convention)) problems.Add($"Convention is {Convention}: expected {string.Join(", ", Enum.GetNames<LossConvention>())}");
        if (!(MattingEpsilon > 0 && double.IsFinite(MattingEpsilon))) problems.Add($"MattingEpsilon is {MattingEpsilon}: expected a finite number above 0");
        if (Stages is not (1 or 2)) problems.Add($"Stages is {Stages}: expected 1 or 2");
        Smoothing.Check(problems, "Smoothing.");
        LocalAffine.Check(problems, "LocalAffine.");
        Refinement.Check(problems, "Refinement.");
        if (!Enum.IsDefined(Start)) problems.Add($"Start is {Start}: expected {string.Join(", ", Enum.GetNames<PhotoStart>())}");
        if (LongSide is < 32 or > 16384) problems.Add($"LongSide is {LongSide}: expected 32 to 16384 pixels");
        if (MaxMemoryBytes is <= 0) problems.Add($"MaxMemoryBytes is {MaxMemoryBytes}: expected 1 or more");
        if (!(StyleScale is >= 0.05 and <= 20)) problems.Add($"StyleScale is {StyleScale}: expected 0.05 to 20");
        if (SmallestSide < 16) problems.Add($"SmallestSide is {SmallestSide}: expected 16 pixels or more");
        if (Iterations < 1) problems.Add($"Iterations is {Iterations}: expected 1 or more");
        if (LaterIterations is < 1) problems.Add($"LaterIterations is {LaterIterations}: expected 1 or more");
        if (SnapshotEvery < 0) problems.Add($"SnapshotEvery is {SnapshotEvery}: expected 0 or more");
        if (GradientOnly && Optimizer.Kind == OptimizerKind.LBfgs && Optimizer.StrongWolfe != false)
            problems.Add("GradientOnly needs Optimizer.StrongWolfe off: the line search needs the loss whose gradient is taken");
        OptionsException.ThrowIfAny(nameof(PhotoOptions), problems);
    }

    /// <summary>The options as JSON, every one of them.</summary>
    public string ToJson() => OptionsJson.Write(this, OptionsJson.Default.PhotoOptions);

    /// <summary>Reads options from JSON; what is not named keeps its default. The report of a run also works: its options are taken.</summary>
    /// <exception cref="OptionsException">The text is no JSON, names an unknown option, or gives one a value of another kind.</exception>
    public static PhotoOptions FromJson(string json) => OptionsJson.Read(json, OptionsJson.Default.PhotoOptions);
}

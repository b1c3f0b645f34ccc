using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>Everything that decides a painting by relaxed optimal transport and self-similarity (Kolkin, Salavon, Shakhnarovich 2019).</summary>
public sealed record StrotssOptions
{
    /// <summary>The encoder and the machinery.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary>
    /// The layers of a hypercolumn, after the RGB of the picture itself; each once. The default is the authors' (for VGG-16): of VGG-19 and the built-in
    /// encoder the layers of the same names, so relu4_3 and relu5_3 are their blocks' last but one.
    /// </summary>
    public IReadOnlyList<string> Layers { get; init; } = ["relu1_1", "relu1_2", "relu2_1", "relu2_2", "relu3_1", "relu3_2", "relu3_3", "relu4_3", "relu5_3"];

    /// <summary>The longer side of the painting in pixels, 32 to 4096.</summary>
    public int LongSide { get; init; } = 512;

    /// <summary>The longer side of the smallest scale in pixels, 32 or more; each scale doubles the one before. Raised where the shorter side would fall below 32.</summary>
    public int SmallestSide { get; init; } = 64;

    /// <summary>Steps of RMSprop on each scale, 1 or more. The paper takes 200, the authors' code 250.</summary>
    public int Iterations { get; init; } = 200;

    /// <summary>How much the content counts, 0 or more. The weight is 16 times it on the first scale and halves from scale to scale.</summary>
    public double Alpha { get; init; } = 1;

    /// <summary>Positions of the output (and the same of the content) that a step looks at, in each region; 16 to 16384.</summary>
    public int Samples { get; init; } = 1024;

    /// <summary>Positions of the style that a step looks at, in each region; 16 to 16384.</summary>
    public int StyleSamples { get; init; } = 1024;

    /// <summary>The step length of RMSprop, above 0; half of it on the last of several scales.</summary>
    public double LearningRate { get; init; } = 0.002;

    /// <summary>In which colours palettes are compared.</summary>
    public PaletteSpace Palette { get; init; } = PaletteSpace.Rotation;

    /// <summary>The smallest part of a picture that is a region, 0 to 1: what is smaller is reported and painted from the whole style. The authors' 10,000 pixels are 0.005 of their style.</summary>
    public double SmallestRegion { get; init; } = 0.005;

    /// <summary>What the distance of a pair of points counts (β), above 0 and below 100; 5 in the paper.</summary>
    public double PointWeight { get; init; } = 5;

    /// <summary>The distance of the nine points that a guided point stands for, as a part of the longer side, 0 to 0.1.</summary>
    public double PointSpacing { get; init; } = 0.01;

    /// <summary>
    /// Whether to do what the authors' code does where it differs from the paper: the grid of positions keeps its offset and the style its samples for a whole scale, instead
    /// of being drawn anew in each step; bilinear resizing keeps corners in place. Its regions, which mix up positions, are not reproduced.
    /// </summary>
    public bool AsPublished { get; init; }

    /// <summary>Where positions come from: the same seed gives the same painting.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>A snapshot goes to the sink after each this many iterations of a scale; 0: none.</summary>
    public int SnapshotEvery { get; init; }

    /// <summary>The settings of the authors' code: <see cref="AsPublished"/>, 250 steps a scale, 5000 samples of the style.</summary>
    public static StrotssOptions Published { get; } = new() { AsPublished = true, Iterations = 250, StyleSamples = 5000 };

    /// <summary>Checks the options.</summary>
    /// <exception cref="OptionsException">An option is out of its range; the message lists all that are.</exception>
    public void Validate()
    {
        List<string> problems = [];
        Engine.Check(problems);
        if (Layers.Count == 0) problems.Add("Layers is empty: name at least one layer");
        LayerWeight.Check([.. Layers.Select(layer => new LayerWeight(layer))], "Layers", problems);
        if (LongSide is < 32 or > 4096) problems.Add($"LongSide is {LongSide}: expected 32 to 4096 pixels");
        if (SmallestSide < 32) problems.Add($"SmallestSide is {SmallestSide}: expected 32 pixels or more");
        if (Iterations < 1) problems.Add($"Iterations is {Iterations}: expected 1 or more");
        if (!(Alpha >= 0 && double.IsFinite(Alpha))) problems.Add($"Alpha is {Alpha}: expected a finite number of 0 or more");
        if (Samples is < 16 or > 16384) problems.Add($"Samples is {Samples}: expected 16 to 16384");
        if (StyleSamples is < 16 or > 16384) problems.Add($"StyleSamples is {StyleSamples}: expected 16 to 16384");
        if (!(LearningRate > 0 && double.IsFinite(LearningRate))) problems.Add($"LearningRate is {LearningRate}: expected a finite number above 0");
        if (!Enum.IsDefined(Palette)) problems.Add($"Palette is {Palette}: expected {string.Join(", ", Enum.GetNames<PaletteSpace>())}");
        if (!(SmallestRegion is >= 0 and <= 1)) problems.Add($"SmallestRegion is {SmallestRegion}: expected 0 to 1");
        if (!(PointWeight is > 0 and < 100)) problems.Add($"PointWeight is {PointWeight}: expected above 0 and below 100");
        if (!(PointSpacing is >= 0 and <= 0.1)) problems.Add($"PointSpacing is {PointSpacing}: expected 0 to 0.1");
        if (SnapshotEvery < 0) problems.Add($"SnapshotEvery is {SnapshotEvery}: expected 0 or more");
        OptionsException.ThrowIfAny(nameof(StrotssOptions), problems);
    }

    /// <summary>The options as JSON, every one of them.</summary>
    public string ToJson() => OptionsJson.Write(this, OptionsJson.Default.StrotssOptions);

    /// <summary>Reads options from JSON; what is not named keeps its default. The report of a run also works: its options are taken.</summary>
    /// <exception cref="OptionsException">The text is no JSON, names an unknown option, or gives one a value of another kind.</exception>
    public static StrotssOptions FromJson(string json) => OptionsJson.Read(json, OptionsJson.Default.StrotssOptions);
}

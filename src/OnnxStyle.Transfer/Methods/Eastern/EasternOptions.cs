using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>Everything that decides an eastern painting apart from the pictures. The defaults are those of <see cref="EasternPreset.Ink"/>.</summary>
public sealed record EasternOptions
{
    /// <summary>The encoder and the machinery.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary>How the edges of the photograph are found, at the size of the painting.</summary>
    public EdgeOptions Edges { get; init; } = new();

    /// <summary>The convolution in front of the encoder.</summary>
    public FrontLayerOptions Front { get; init; } = new();

    /// <summary>Whether only luminance is painted and nothing has a colour.</summary>
    public bool Luminance { get; init; } = true;

    /// <summary>The percentage of the style that is darker than its paper: what is lighter becomes white. 5 to 100.</summary>
    public double PaperPercentile { get; init; } = 45;

    /// <summary>How dark the photograph's washes may be on the white paper, 0 (lines only) to 1 (as the photograph).</summary>
    public double Wash { get; init; } = 0.75;

    /// <summary>The width of the lines along edges in thousandths of the longer side, 0.5 to 50.</summary>
    public double LineWidth { get; init; } = 3;

    /// <summary>How dark the lines are, 0 (none) to 1 (black).</summary>
    public double LineDarkness { get; init; } = 1;

    /// <summary>The picture to start from.</summary>
    public EasternStart Start { get; init; } = EasternStart.Paper;

    /// <summary>The layers whose features the painting shares with the drawing.</summary>
    public IReadOnlyList<LayerWeight> ContentLayers { get; init; } = [new("relu3_1"), new("relu4_2")];

    /// <summary>The layers whose statistics the painting shares with the style. Without relu5_1, which would bring whole cliffs and trees where the photograph has none.</summary>
    public IReadOnlyList<LayerWeight> StyleLayers { get; init; } = [new("relu1_1"), new("relu2_1"), new("relu3_1"), new("relu4_1")];

    /// <summary>The weight of the content, 0 or more, in the balanced convention.</summary>
    public double ContentWeight { get; init; } = 4;

    /// <summary>The weight of the style, 0 or more, in the balanced convention.</summary>
    public double StyleWeight { get; init; } = 20;

    /// <summary>The weight of the lines and of the empty paper, pixel by pixel, 0 or more.</summary>
    public double EdgeWeight { get; init; } = 6;

    /// <summary>The weight of the total variation, 0 or more; low, for strokes have sharp borders, but not in <see cref="EasternPreset.Color"/>, where it keeps specks of other hues away.</summary>
    public double TotalVariationWeight { get; init; } = 5;

    /// <summary>The size of the style's strokes: the style is scaled to this times the painting's longer side. 0.05 to 20.</summary>
    public double StyleScale { get; init; } = 1.5;

    /// <summary>The longer side of the painting in pixels, 32 to 16384.</summary>
    public int LongSide { get; init; } = 512;

    /// <summary>Whether smaller pictures, each 1/sqrt(2) of the next, are painted first.</summary>
    public bool Pyramid { get; init; } = true;

    /// <summary>The longer side of the smallest picture of the pyramid in pixels, 16 or more.</summary>
    public int SmallestSide { get; init; } = 128;

    /// <summary>Iterations (accepted steps) on the first, smallest picture, 1 or more.</summary>
    public int Iterations { get; init; } = 150;

    /// <summary>Iterations on each following picture; null: half of <see cref="Iterations"/>.</summary>
    public int? LaterIterations { get; init; }

    /// <summary>The optimiser.</summary>
    public OptimizerChoice Optimizer { get; init; } = new();

    /// <summary>Where noise comes from. The same seed gives the same bits on the same machine and provider.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Iterations between pictures on the way, 0 (none) or more.</summary>
    public int SnapshotEvery { get; init; }

    /// <summary>
    /// The options of a preset. In colour the style would scatter specks of all hues along every line: less style, more total variation and finer lines leave flat areas flat.
    /// </summary>
    public static EasternOptions For(EasternPreset preset) => preset == EasternPreset.Color
        ? new EasternOptions { Luminance = false, PaperPercentile = 85, Wash = 0.9, EdgeWeight = 3, StyleWeight = 12, TotalVariationWeight = 40, LineWidth = 2 }
        : new EasternOptions();

    /// <summary>Checks the options that can be checked without pictures and encoder.</summary>
    /// <exception cref="OptionsException">An option is out of its range; the message lists all that are.</exception>
    public void Validate()
    {
        List<string> problems = [];
        Engine.Check(problems);
        Optimizer.Check(problems);
        Edges.Check(problems, "Edges.");
        Front.Check(problems);
        LayerWeight.Check(ContentLayers, "ContentLayers", problems);
        LayerWeight.Check(StyleLayers, "StyleLayers", problems);
        if (StyleLayers.Count == 0) problems.Add("StyleLayers is empty: name at least one layer");
        foreach ((string name, double weight) in new[] { ("ContentWeight", ContentWeight), ("StyleWeight", StyleWeight), ("EdgeWeight", EdgeWeight), ("TotalVariationWeight", TotalVariationWeight) })
            if (!(weight >= 0 && double.IsFinite(weight))) problems.Add($"{name} is {weight}: expected a finite number of 0 or more");
        if (ContentWeight == 0 && StyleWeight == 0) problems.Add("ContentWeight and StyleWeight are both 0: nothing would be painted; give at least one a weight");
        if (!(PaperPercentile is >= 5 and <= 100)) problems.Add($"PaperPercentile is {PaperPercentile}: expected 5 to 100 percent");
        if (!(Wash is >= 0 and <= 1)) problems.Add($"Wash is {Wash}: expected 0 to 1");
        if (!(LineWidth is >= 0.5 and <= 50)) problems.Add($"LineWidth is {LineWidth}: expected 0.5 to 50 thousandths of the longer side");
        if (!(LineDarkness is >= 0 and <= 1)) problems.Add($"LineDarkness is {LineDarkness}: expected 0 to 1");
        if (!Enum.IsDefined(Start)) problems.Add($"Start is {Start}: expected {string.Join(", ", Enum.GetNames<EasternStart>())}");
        if (!(StyleScale is >= 0.05 and <= 20)) problems.Add($"StyleScale is {StyleScale}: expected 0.05 to 20");
        if (LongSide is < 32 or > 16384) problems.Add($"LongSide is {LongSide}: expected 32 to 16384 pixels");
        if (SmallestSide < 16) problems.Add($"SmallestSide is {SmallestSide}: expected 16 pixels or more");
        if (Iterations < 1) problems.Add($"Iterations is {Iterations}: expected 1 or more");
        if (SnapshotEvery < 0) problems.Add($"SnapshotEvery is {SnapshotEvery}: expected 0 or more");
        if (LaterIterations is < 1) problems.Add($"LaterIterations is {LaterIterations}: expected 1 or more");
        OptionsException.ThrowIfAny(nameof(EasternOptions), problems);
    }

    /// <summary>The options as JSON, every one of them.</summary>
    public string ToJson() => OptionsJson.Write(this, OptionsJson.Default.EasternOptions);

    /// <summary>Reads options from JSON; what is not named keeps its default. The report of a run also works: its options are taken.</summary>
    /// <exception cref="OptionsException">The text is no JSON, names an unknown option, or gives one a value of another kind.</exception>
    public static EasternOptions FromJson(string json) => OptionsJson.Read(json, OptionsJson.Default.EasternOptions);

    /// <summary>The run below: plain style transfer from a drawing, with a picture to start from.</summary>
    internal StylizeOptions ToStylize() => new()
    {
        Engine = Engine,
        ContentLayers = ContentLayers,
        StyleLayers = StyleLayers,
        ContentWeight = ContentWeight,
        StyleWeight = StyleWeight,
        TotalVariationWeight = TotalVariationWeight,
        LongSide = LongSide,
        StyleScale = StyleScale,
        Pyramid = Pyramid,
        SmallestSide = SmallestSide,
        Iterations = Iterations,
        LaterIterations = LaterIterations,
        Optimizer = Optimizer,
        Start = Initialization.File,
        Seed = Seed,
        SnapshotEvery = SnapshotEvery,
    };
}

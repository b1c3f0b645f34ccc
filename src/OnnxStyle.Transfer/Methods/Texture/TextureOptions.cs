using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>Everything that decides a texture made from a sample (Gatys, Ecker, Bethge 2015).</summary>
public sealed record TextureOptions
{
    /// <summary>The encoder and the machinery.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary>The layers whose Gram matrices the texture shares with the sample; conv, relu or pool. The default is the paper's.</summary>
    public IReadOnlyList<LayerWeight> Layers { get; init; } = [new("conv1_1"), new("pool1"), new("pool2"), new("pool3"), new("pool4")];

    /// <summary>What the weights mean. DeepTextures' own sum((G - A)^2) / (4 C^2 M^2), times 1e9, is <see cref="LossConvention.Paper"/> but for a common factor.</summary>
    public LossConvention Convention { get; init; } = LossConvention.Balanced;

    /// <summary>The side of a square with the sample's area, in pixels: DeepTextures' 256. 16 to 16384.</summary>
    public int AreaSide { get; init; } = 256;

    /// <summary>The width of the texture in pixels; null: the sample's after scaling. 16 to 16384.</summary>
    public int? Width { get; init; }

    /// <summary>The height of the texture in pixels; null: the sample's after scaling. 16 to 16384.</summary>
    public int? Height { get; init; }

    /// <summary>Iterations (accepted steps), 1 or more. DeepTextures takes 2000; a few hundred show the texture.</summary>
    public int Iterations { get; init; } = 300;

    /// <summary>The optimiser. Its history of 20 is also that of DeepTextures.</summary>
    public OptimizerChoice Optimizer { get; init; } = new();

    /// <summary>Whether every pixel stays between the smallest and the largest value of the sample.</summary>
    public bool BoxBounds { get; init; } = true;

    /// <summary>Whether the histogram of each channel is matched to the sample's at the end.</summary>
    public bool MatchHistogram { get; init; } = true;

    /// <summary>Where the noise that the texture starts from comes from.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>A snapshot goes to the sink after each this many iterations; 0: none.</summary>
    public int SnapshotEvery { get; init; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="OptionsException">An option is out of its range; the message lists all that are.</exception>
    public void Validate()
    {
        List<string> problems = [];
        Engine.Check(problems);
        Optimizer.Check(problems);
        LayerWeight.Check(Layers, "Layers", problems);
        if (Layers.Count == 0) problems.Add("Layers is empty: name at least one layer");
        if (!Enum.IsDefined(Convention)) problems.Add($"Convention is {Convention}: expected {string.Join(", ", Enum.GetNames<LossConvention>())}");
        if (AreaSide is < 16 or > 16384) problems.Add($"AreaSide is {AreaSide}: expected 16 to 16384 pixels");
        if (Width is < 16 or > 16384) problems.Add($"Width is {Width}: expected 16 to 16384 pixels");
        if (Height is < 16 or > 16384) problems.Add($"Height is {Height}: expected 16 to 16384 pixels");
        if (Iterations < 1) problems.Add($"Iterations is {Iterations}: expected 1 or more");
        if (SnapshotEvery < 0) problems.Add($"SnapshotEvery is {SnapshotEvery}: expected 0 or more");
        OptionsException.ThrowIfAny(nameof(TextureOptions), problems);
    }

    /// <summary>The options as JSON, every one of them.</summary>
    public string ToJson() => OptionsJson.Write(this, OptionsJson.Default.TextureOptions);

    /// <summary>Reads options from JSON; what is not named keeps its default.</summary>
    /// <exception cref="OptionsException">The text is no JSON, names an unknown option, or gives one a value of another kind.</exception>
    public static TextureOptions FromJson(string json) => OptionsJson.Read(json, OptionsJson.Default.TextureOptions);
}

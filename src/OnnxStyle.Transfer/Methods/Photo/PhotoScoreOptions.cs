using OnnxStyle.Kernels;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>Under which terms pictures are judged.</summary>
public sealed record PhotoScoreOptions
{
    /// <summary>The encoder and the machinery.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary>The layers of the style loss.</summary>
    public IReadOnlyList<LayerWeight> StyleLayers { get; init; } = new PhotoOptions().StyleLayers;

    /// <summary>The longer side to which everything is scaled, in pixels, 32 to 16384.</summary>
    public int LongSide { get; init; } = 512;

    /// <summary>The regulariser of the matting Laplacian, above 0.</summary>
    public double MattingEpsilon { get; init; } = MattingLaplacian.DefaultEpsilon;

    /// <summary>Checks the options.</summary>
    /// <exception cref="OptionsException">An option is out of its range; the message lists all that are.</exception>
    public void Validate()
    {
        List<string> problems = [];
        Engine.Check(problems);
        LayerWeight.Check(StyleLayers, "StyleLayers", problems);
        if (StyleLayers.Count == 0) problems.Add("StyleLayers is empty: name at least one layer");
        if (LongSide is < 32 or > 16384) problems.Add($"LongSide is {LongSide}: expected 32 to 16384 pixels");
        if (!(MattingEpsilon > 0 && double.IsFinite(MattingEpsilon))) problems.Add($"MattingEpsilon is {MattingEpsilon}: expected a finite number above 0");
        OptionsException.ThrowIfAny(nameof(PhotoScoreOptions), problems);
    }
}

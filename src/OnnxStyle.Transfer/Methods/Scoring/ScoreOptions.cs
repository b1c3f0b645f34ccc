using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>Under which terms a picture is scored.</summary>
public sealed record ScoreOptions
{
    /// <summary>The encoder and the machinery.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary>The layers of the content loss. Before the ReLU unless named relu.</summary>
    public IReadOnlyList<LayerWeight> ContentLayers { get; init; } = [new("conv4_2")];

    /// <summary>The layers of the style loss. Before the ReLU unless named relu.</summary>
    public IReadOnlyList<LayerWeight> StyleLayers { get; init; } = [new("conv1_1"), new("conv2_1"), new("conv3_1"), new("conv4_1"), new("conv5_1")];

    /// <summary>What the weights of <c>total</c> mean. The losses by layer are in the inner convention whatever this says.</summary>
    public LossConvention Convention { get; init; } = LossConvention.Inner;

    /// <summary>Alpha in <c>total</c>, 0 or more.</summary>
    public double ContentWeight { get; init; } = 1;

    /// <summary>Beta in <c>total</c>, 0 or more.</summary>
    public double StyleWeight { get; init; } = 1;

    /// <summary>The longer side to which picture and style are scaled first; the content takes the picture's size. Null: native, the pictures as they are.</summary>
    public int? Size { get; init; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="OptionsException">An option is out of its range; the message lists all that are.</exception>
    public void Validate()
    {
        List<string> problems = [];
        Engine.Check(problems);
        LayerWeight.Check(ContentLayers, "ContentLayers", problems);
        LayerWeight.Check(StyleLayers, "StyleLayers", problems);
        if (ContentLayers.Count + StyleLayers.Count == 0) problems.Add("ContentLayers and StyleLayers are both empty: name at least one layer");
        if (!Enum.IsDefined(Convention)) problems.Add($"Convention is {Convention}: expected {string.Join(", ", Enum.GetNames<LossConvention>())}");
        if (!(ContentWeight >= 0 && double.IsFinite(ContentWeight))) problems.Add($"ContentWeight is {ContentWeight}: expected a finite number of 0 or more");
        if (!(StyleWeight >= 0 && double.IsFinite(StyleWeight))) problems.Add($"StyleWeight is {StyleWeight}: expected a finite number of 0 or more");
        if (Size is < 16 or > 16384) problems.Add($"Size is {Size}: expected 16 to 16384 pixels");
        OptionsException.ThrowIfAny(nameof(ScoreOptions), problems);
    }
}

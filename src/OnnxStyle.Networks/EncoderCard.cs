using System.Globalization;
using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>What is known about an encoder besides its filters: the facts that go beside every picture made with it.</summary>
public sealed record EncoderCard
{
    /// <summary>The key of <see cref="StyleStrength"/> in the file's metadata.</summary>
    public const string StyleStrengthKey = "style_strength";

    /// <summary>Such as <c>vgg19</c> or <c>encoder</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Where the weights came from: a file, or that they are inside the program.</summary>
    public required string File { get; init; }

    /// <summary>The blocks and channels.</summary>
    public required VggArchitecture Architecture { get; init; }

    /// <summary>What happens to an image before the first convolution.</summary>
    public required Preprocessing Preprocessing { get; init; }

    /// <summary>Float32 or Float16: the precision of the file. Graphs hold float32.</summary>
    public required ElementType Precision { get; init; }

    /// <summary>The licence of the weights, or an empty text when the file does not say.</summary>
    public string Licence { get; init; } = "";

    /// <summary>Who made the weights, or an empty text when the file does not say.</summary>
    public string Origin { get; init; } = "";

    /// <summary>Whether the file says that its filters have a mean activation of about 1, as those of Gatys' papers (see <see cref="EncoderNormalization"/>).</summary>
    public bool IsNormalised => Metadata.ContainsKey(EncoderNormalization.MetadataKey);

    /// <summary>
    /// How many times the weight of style, in conventions without units, that VGG-19 needs this encoder needs for a picture that is painted as much: a small encoder does not see a part
    /// of the style, and what it does not see stays the photograph's. Above 0; 1 where the file does not say.
    /// </summary>
    public double StyleStrength =>
        Metadata.TryGetValue(StyleStrengthKey, out string? text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double strength) && double.IsFinite(strength) && strength > 0 ? strength : 1;

    /// <summary>All metadata of the file.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}

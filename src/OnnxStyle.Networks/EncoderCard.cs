using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>What is known about an encoder besides its filters: the facts that go beside every picture made with it.</summary>
public sealed record EncoderCard
{
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

    /// <summary>All metadata of the file.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}

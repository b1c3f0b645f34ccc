namespace OnnxStyle.Networks;

/// <summary>A row of the catalogue: weights that somebody publishes, and all that is needed to fetch and check them.</summary>
public sealed record ModelEntry
{
    /// <summary>The name under which it is installed, such as <c>vgg19</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in one line.</summary>
    public required string Description { get; init; }

    /// <summary>The licence of the weights.</summary>
    public required string Licence { get; init; }

    /// <summary>Who made the weights.</summary>
    public required string Origin { get; init; }

    /// <summary>The public home of the file.</summary>
    public required Uri Url { get; init; }

    /// <summary>The size of the whole file in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The first hexadecimal digits of the SHA-256 of the whole file, in lower case.</summary>
    public required string Sha256Prefix { get; init; }

    /// <summary>The preprocessing that the weights were trained with.</summary>
    public required WeightConvention Convention { get; init; }

    /// <summary>The channels of every convolution, by block.</summary>
    public required VggArchitecture Architecture { get; init; }
}

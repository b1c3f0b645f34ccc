using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>
/// How works are recommended: by D = (1 - Texture) (Alpha · text + (1 - Alpha) · picture) + Texture · texture, each a cosine distance.
/// </summary>
public sealed record QueryOptions
{
    /// <summary>How many works, 1 to 1,000; fewer where the catalogue has fewer.</summary>
    public int Top { get; init; } = 7;

    /// <summary>By which vectors texts are compared.</summary>
    public TextMethod Text { get; init; } = TextMethod.TfIdf;

    /// <summary>By which vectors pictures are compared.</summary>
    public PictureMethod Picture { get; init; } = PictureMethod.Encoder;

    /// <summary>The weight of the text against the picture, 0 to 1; null: 0.5 where the index has both, else all for the one that it has.</summary>
    public double? Alpha { get; init; }

    /// <summary>The weight of the texture against both, 0 to 1.</summary>
    public double Texture { get; init; }

    /// <summary>What happens to the distances before they are added.</summary>
    public DistanceScale Scale { get; init; } = DistanceScale.Raw;

    /// <summary>Whether distances are multiplied by the <see cref="MetadataWeight"/> of the pair.</summary>
    public bool Metadata { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsException">Values are out of range.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (Top is < 1 or > 1000) problems.Add($"{nameof(Top)} is {Top}: expected 1 to 1000");
        if (!Enum.IsDefined(Text)) problems.Add($"{nameof(Text)} is {Text}: expected TfIdf or Doc2Vec");
        if (!Enum.IsDefined(Picture)) problems.Add($"{nameof(Picture)} is {Picture}: expected Encoder or Palette");
        if (!Enum.IsDefined(Scale)) problems.Add($"{nameof(Scale)} is {Scale}: expected Raw or Typical");
        if (Alpha is double alpha && !(alpha is >= 0 and <= 1)) problems.Add($"{nameof(Alpha)} is {alpha}: expected 0 to 1");
        if (!(Texture is >= 0 and <= 1)) problems.Add($"{nameof(Texture)} is {Texture}: expected 0 to 1");
        OptionsException.ThrowIfAny(nameof(QueryOptions), problems);
    }
}

using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>How works are recommended.</summary>
public sealed record QueryOptions
{
    /// <summary>How many works, 1 to 1,000; fewer where the catalogue has fewer.</summary>
    public int Top { get; init; } = 7;

    /// <summary>Whether distances are multiplied by the <see cref="MetadataWeight"/> of the pair.</summary>
    public bool Metadata { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsException">Values are out of range.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (Top is < 1 or > 1000) problems.Add($"{nameof(Top)} is {Top}: expected 1 to 1000");
        OptionsException.ThrowIfAny(nameof(QueryOptions), problems);
    }
}

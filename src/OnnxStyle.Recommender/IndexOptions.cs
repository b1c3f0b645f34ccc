using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>What an index holds.</summary>
public sealed record IndexOptions
{
    /// <summary>How texts become vectors.</summary>
    public TfIdfOptions Text { get; init; } = new();

    /// <summary>How texts become vectors by Doc2Vec, too; null: they do not.</summary>
    public Doc2VecOptions? Doc2Vec { get; init; }

    /// <summary>How pictures become vectors; null: they are not looked for.</summary>
    public PictureOptions? Pictures { get; init; }

    /// <summary>
    /// The kinds of metadata and their weights, 0 to 8. A kind whose column the catalogue lacks is an error; none: no metadata. Null: those of
    /// <see cref="MetadataKind.Defaults"/> that the catalogue has, their weights brought to the sum 1.
    /// </summary>
    public IReadOnlyList<MetadataKind>? Kinds { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsException">Values are out of range.</exception>
    public void Validate()
    {
        Text.Validate();
        Doc2Vec?.Validate();
        List<string> problems = [];
        Pictures?.Check(problems);
        if (Kinds is { Count: > 0 }) problems.AddRange(MetadataWeight.Problems([.. Kinds.Select(kind => kind.Weight)]));
        if (Kinds is not null && Kinds.Select(kind => kind.Column).Distinct(StringComparer.OrdinalIgnoreCase).Count() < Kinds.Count) problems.Add("Kinds names a column twice");
        OptionsException.ThrowIfAny(nameof(IndexOptions), problems);
    }
}

using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>How texts become TF-IDF vectors. The defaults are those of scikit-learn's TfidfVectorizer.</summary>
public sealed record TfIdfOptions
{
    /// <summary>Whether capitals are read as small letters.</summary>
    public bool Lowercase { get; init; } = true;

    /// <summary>Words that are left out, compared after <see cref="Lowercase"/>; <see cref="EnglishStopWords"/> is one such set.</summary>
    public IReadOnlySet<string> StopWords { get; init; } = new HashSet<string>();

    /// <summary>The fewest words in a term, 1 to 10.</summary>
    public int ShortestGram { get; init; } = 1;

    /// <summary>The most words in a term, <see cref="ShortestGram"/> to 10. Words of a term are joined by a blank.</summary>
    public int LongestGram { get; init; } = 1;

    /// <summary>Terms in fewer documents are left out (min_df).</summary>
    public DocumentLimit MinDocuments { get; init; } = DocumentLimit.Count(1);

    /// <summary>Terms in more documents are left out (max_df).</summary>
    public DocumentLimit MaxDocuments { get; init; } = DocumentLimit.All;

    /// <summary>
    /// Only the so many most frequent terms are kept, 1 or more; null: all. Differs from scikit-learn: of equally frequent ones the alphabet decides,
    /// where there it is left to an unstable sort.
    /// </summary>
    public int? MaxTerms { get; init; }

    /// <summary>Whether a term that occurs c times counts 1 + ln c instead of c.</summary>
    public bool SublinearTf { get; init; }

    /// <summary>idf = ln((1 + n) / (1 + df)) + 1 instead of ln(n / df) + 1, for n documents of which df hold the term.</summary>
    public bool SmoothIdf { get; init; } = true;

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsException">Values are out of range.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (ShortestGram is < 1 or > 10) problems.Add($"{nameof(ShortestGram)} is {ShortestGram}: expected 1 to 10");
        if (LongestGram < ShortestGram || LongestGram > 10) problems.Add($"{nameof(LongestGram)} is {LongestGram}: expected {nameof(ShortestGram)} to 10");
        if (!MinDocuments.Fits) problems.Add($"{nameof(MinDocuments)} is {MinDocuments}: expected a count, or a share of 0.0 to 1.0");
        if (!MaxDocuments.Fits) problems.Add($"{nameof(MaxDocuments)} is {MaxDocuments}: expected a count, or a share of 0.0 to 1.0");
        if (MaxTerms is < 1) problems.Add($"{nameof(MaxTerms)} is {MaxTerms}: expected 1 or more");
        OptionsException.ThrowIfAny(nameof(TfIdfOptions), problems);
    }
}

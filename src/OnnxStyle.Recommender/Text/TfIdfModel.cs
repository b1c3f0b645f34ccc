using System.Runtime.InteropServices;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>
/// TF-IDF vectors by the conventions of scikit-learn's TfidfVectorizer: each term's count (or 1 + ln of it) times its idf, each vector divided by its length.
/// All arithmetic is in double.
/// </summary>
public sealed class TfIdfModel
{
    private readonly TfIdfOptions options;
    private readonly string[] terms;
    private readonly double[] idf;
    private readonly Dictionary<string, int> columns;

    /// <summary>A model that was learnt before; no term may be there twice.</summary>
    internal TfIdfModel(TfIdfOptions options, string[] terms, double[] idf)
    {
        this.options = options;
        this.terms = terms;
        this.idf = idf;
        columns = new Dictionary<string, int>(terms.Length, StringComparer.Ordinal);
        for (int i = 0; i < terms.Length; i++) columns.Add(terms[i], i);
    }

    /// <summary>The terms in ordinal order; the index of each is its column.</summary>
    public IReadOnlyList<string> Terms => terms;

    /// <summary>The idf of each term.</summary>
    public ReadOnlySpan<double> Idf => idf;

    /// <summary>Learns the terms and their idf.</summary>
    /// <param name="documents">The texts; empty ones count as documents.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="OptionsException">An option is out of range, or MaxDocuments is fewer documents than MinDocuments.</exception>
    public static TfIdfModel Fit(IReadOnlyCollection<string> documents, TfIdfOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(documents);
        TfIdfOptions chosen = options ?? new TfIdfOptions();
        chosen.Validate();
        double least = chosen.MinDocuments.Among(documents.Count), most = chosen.MaxDocuments.Among(documents.Count);
        if (documents.Count > 0 && most < least)
            throw new OptionsException(nameof(TfIdfOptions), [$"MaxDocuments is {most:0.##} documents and MinDocuments {least:0.##}: expected no fewer"]);

        Dictionary<string, (int Documents, long Count)> seen = new(StringComparer.Ordinal);
        foreach (string document in documents)
        {
            foreach ((string term, int count) in Count(document, chosen))
            {
                ref (int Documents, long Count) entry = ref CollectionsMarshal.GetValueRefOrAddDefault(seen, term, out _);
                entry = (entry.Documents + 1, entry.Count + count);
            }
        }

        IEnumerable<KeyValuePair<string, (int Documents, long Count)>> kept = seen.Where(term => term.Value.Documents >= least && term.Value.Documents <= most);
        if (chosen.MaxTerms is int limit) kept = kept.OrderByDescending(term => term.Value.Count).ThenBy(term => term.Key, StringComparer.Ordinal).Take(limit);
        KeyValuePair<string, (int Documents, long Count)>[] sorted = [.. kept.OrderBy(term => term.Key, StringComparer.Ordinal)];
        double added = chosen.SmoothIdf ? 1 : 0;
        return new TfIdfModel(chosen, [.. sorted.Select(term => term.Key)], [.. sorted.Select(term => Math.Log((documents.Count + added) / (term.Value.Documents + added)) + 1)]);
    }

    /// <summary>The vector of a text, of length 1; empty if no term of the model is in it.</summary>
    /// <returns>The columns, ascending, and the value of each.</returns>
    public (int[] Columns, double[] Values) Transform(string text)
    {
        (int Column, int Count)[] found = [.. Count(text, options).Where(pair => columns.ContainsKey(pair.Key)).Select(pair => (columns[pair.Key], pair.Value)).Order()];
        double[] values = [.. found.Select(entry => (options.SublinearTf ? 1 + Math.Log(entry.Count) : entry.Count) * idf[entry.Column])];
        double squares = 0;
        foreach (double value in values) squares += value * value;
        double length = Math.Sqrt(squares);
        for (int i = 0; i < values.Length; i++) values[i] /= length;
        return ([.. found.Select(entry => entry.Column)], values);
    }

    private static Dictionary<string, int> Count(string text, TfIdfOptions options)
    {
        string[] words = [.. Tokenizer.Words(text, options.Lowercase).Where(word => !options.StopWords.Contains(word))];
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        for (int size = options.ShortestGram; size <= options.LongestGram; size++)
        {
            for (int i = 0; i + size <= words.Length; i++)
                CollectionsMarshal.GetValueRefOrAddDefault(counts, size == 1 ? words[i] : string.Join(' ', words, i, size), out _)++;
        }

        return counts;
    }
}

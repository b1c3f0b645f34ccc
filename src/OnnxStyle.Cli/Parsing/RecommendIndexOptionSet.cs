using System.CommandLine;
using System.Globalization;
using OnnxStyle.Cli.Commands;
using OnnxStyle.Recommender;
using OnnxStyle.Tensors;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options of <c>recommend index</c> and how they become the library's.</summary>
internal sealed class RecommendIndexOptionSet
{
    private static readonly TfIdfOptions Text = new();
    private readonly Argument<string> catalogue = new("CATALOGUE") { Description = "The catalogue, a .csv file (UTF-8, UTF-16 or Latin-1)." };
    private readonly Option<string> output = new("--output", "-o") { Description = "The index to write; one that is there is replaced.", HelpName = "FILE", Required = true };
    private readonly Option<string?> kinds = Words.Text("--kinds", "COLUMN=W,...|none", $"Columns that hold kinds of metadata and how much each counts, sum 1. [default: {string.Join(',', MetadataKind.Defaults.Select(kind => $"{kind.Column}={kind.Weight.ToString(CultureInfo.InvariantCulture)}"))}, those that are there]");
    private readonly Option<(int, int)?> ngrams = Words.Parsed<(int, int)?>("--ngrams", "N|N-M", "Words in a term, 1 to 10. [default: 1]", (result, word) =>
        word.Split('-') is string[] { Length: 1 or 2 } ends && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first) && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last)
            ? (first, last) : Words.Refuse<(int, int)?>(result, "--ngrams", word, "a number of words such as 2, or a range such as 1-2"));
    private readonly Option<string?> stopWords = Words.Text("--stop-words", "none|english|FILE", "Words that do not count: none, scikit-learn's English ones, or a text file of words. [default: none]");
    private readonly Option<DocumentLimit?> minimum = Limit("--min-df", $"Leave out terms in fewer works: a count such as 2, or a share such as 0.01. [default: {Text.MinDocuments}]");
    private readonly Option<DocumentLimit?> maximum = Limit("--max-df", $"Leave out terms in more works: a count such as 500, or a share such as 0.8. [default: {Text.MaxDocuments}]");
    private readonly Option<int?> terms = Words.Whole("--max-terms", "N", "Keep only the N most frequent terms. [default: all]");
    private readonly Option<bool> sublinear = new("--sublinear-tf") { Description = "A term that occurs c times counts 1 + ln c instead of c." };
    private readonly Option<bool> plain = new("--plain-idf") { Description = "idf = ln(n / df) + 1 instead of ln((1 + n) / (1 + df)) + 1." };

    public void AddTo(Command command)
    {
        command.Add(catalogue);
        foreach (Option option in new Option[] { output, kinds, ngrams, stopWords, minimum, maximum, terms, sublinear, plain }) command.Add(option);
    }

    /// <summary>Words to options and paths. Opens no file but that of stop words.</summary>
    /// <exception cref="OptionsException">Values do not work.</exception>
    public RecommendIndexRequest Bind(ParseResult parsed)
    {
        (int shortest, int longest) = parsed.GetValue(ngrams) ?? (Text.ShortestGram, Text.LongestGram);
        IndexOptions options = new()
        {
            Kinds = parsed.GetValue(kinds) is string words ? Kinds(words) : null,
            Text = new TfIdfOptions
            {
                ShortestGram = shortest,
                LongestGram = longest,
                StopWords = StopWords(parsed.GetValue(stopWords)),
                MinDocuments = parsed.GetValue(minimum) ?? Text.MinDocuments,
                MaxDocuments = parsed.GetValue(maximum) ?? Text.MaxDocuments,
                MaxTerms = parsed.GetValue(terms),
                SublinearTf = parsed.GetValue(sublinear),
                SmoothIdf = !parsed.GetValue(plain),
            },
        };
        options.Validate();
        return new RecommendIndexRequest(parsed.GetValue(catalogue)!, parsed.GetValue(output)!, options);
    }

    private static Option<DocumentLimit?> Limit(string name, string help) => Words.Parsed<DocumentLimit?>(name, "N|SHARE", help, (result, word) =>
        DocumentLimit.TryParse(word, out DocumentLimit limit) ? limit : Words.Refuse<DocumentLimit?>(result, name, word, "a count such as 2, or a share such as 0.8"));

    private static MetadataKind[] Kinds(string words)
    {
        if (words == "none") return [];
        return [.. words.Split(',').Select(word => word.Split('=') is [string column, string weight] && column.Length > 0
            && double.TryParse(weight, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                ? new MetadataKind(column.Trim(), value) : throw new OptionsException("--kinds", [$"'{word}': expected COLUMN=WEIGHT such as style=0.4"]))];
    }

    private static IReadOnlySet<string> StopWords(string? word) => word switch
    {
        null or "none" => Text.StopWords,
        "english" => EnglishStopWords.Words,
        _ => InputFileException.ReadAllText(word).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(stop => stop.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal),
    };
}

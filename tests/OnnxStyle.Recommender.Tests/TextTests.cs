using System.Text.Json;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender.Tests;

/// <summary>TF-IDF against scikit-learn's numbers (tools/oracle/tfidf_reference.py) and against a formula written out.</summary>
public sealed class TextTests
{
    // Both sides compute in double; they differ in the order of sums.
    private const double Tolerance = 1e-14;

    public static TheoryData<string> Cases => [.. Options.Keys];

    private static readonly Dictionary<string, TfIdfOptions> Options = new()
    {
        ["default"] = new(),
        ["ngrams"] = new() { ShortestGram = 1, LongestGram = 3 },
        ["pairs without stop words"] = new() { ShortestGram = 2, LongestGram = 2, StopWords = EnglishStopWords.Words },
        ["sublinear"] = new() { SublinearTf = true },
        ["plain idf"] = new() { SmoothIdf = false },
        ["case kept"] = new() { Lowercase = false },
        ["limits as counts"] = new() { MinDocuments = DocumentLimit.Count(2), MaxDocuments = DocumentLimit.Count(3) },
        ["limits as shares"] = new() { MinDocuments = DocumentLimit.Share(0.15), MaxDocuments = DocumentLimit.Share(0.4) },
        ["most frequent"] = new() { MaxTerms = 2 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Vectors_are_those_of_scikit_learn(string name)
    {
        using JsonDocument reference = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Reference", "tfidf.json")));
        string[] texts = [.. reference.RootElement.GetProperty("texts").EnumerateArray().Select(text => text.GetString()!)];
        JsonElement expected = reference.RootElement.GetProperty("cases").GetProperty(name);
        TfIdfModel model = TfIdfModel.Fit(texts, Options[name]);
        Assert.Equal(expected.GetProperty("terms").EnumerateArray().Select(term => term.GetString()!), model.Terms);
        double[] idf = [.. expected.GetProperty("idf").EnumerateArray().Select(value => value.GetDouble())];
        for (int i = 0; i < idf.Length; i++) Assert.Equal(idf[i], model.Idf[i], Tolerance);
        foreach ((JsonElement row, int i) in expected.GetProperty("rows").EnumerateArray().Select((row, i) => (row, i)))
        {
            (int[] columns, double[] values) = model.Transform(texts[i]);
            Dictionary<int, double> entries = row.EnumerateObject().ToDictionary(entry => int.Parse(entry.Name), entry => entry.Value.GetDouble());
            Assert.Equal(entries.Keys.Order(), columns);
            for (int j = 0; j < columns.Length; j++) Assert.Equal(entries[columns[j]], values[j], Tolerance);
        }
    }

    [Fact]
    public void The_formula_holds_by_hand()
    {
        TfIdfModel model = TfIdfModel.Fit(["red boat red", "boat", ""]);
        Assert.Equal(["boat", "red"], model.Terms);
        double boat = Math.Log(4.0 / 3) + 1, red = Math.Log(4.0 / 2) + 1, length = Math.Sqrt((boat * boat) + (4 * red * red));
        (int[] columns, double[] values) = model.Transform("Red! boat red.");
        Assert.Equal([0, 1], columns);
        Assert.Equal(boat / length, values[0], Tolerance);
        Assert.Equal(2 * red / length, values[1], Tolerance);
    }

    [Theory]
    [InlineData("no word of it")]
    [InlineData("")]
    public void A_text_without_known_terms_is_the_zero_vector(string text) => Assert.Empty(TfIdfModel.Fit(["red boat"]).Transform(text).Columns);

    [Theory]
    [InlineData("It's 3 o'clock, x_1 & naïve.", "it clock x_1 naïve")]
    [InlineData("cafe\u0301 re\u0301sume\u0301", "cafe re sume")]
    [InlineData("𝒜𝒷 𝒜", "𝒜𝒷")]
    [InlineData("ΟΔΟΣ ΣΑΣ Σ.Σ", "οδος σας")]
    public void Words_are_Pythons(string text, string expected) => Assert.Equal(expected.Split(' '), Tokenizer.Words(text));

    [Fact]
    public void Distances_are_those_of_dense_vectors()
    {
        string[] texts = ["red boat", "red red boat", "a blue sea", "", "boat at sea"];
        TfIdfModel model = TfIdfModel.Fit(texts);
        double[][] dense = [.. texts.Select(text => Dense(model, text))];
        List<long> starts = [0];
        List<int> columns = [];
        List<double> values = [];
        foreach (string text in texts)
        {
            (int[] rowColumns, double[] rowValues) = model.Transform(text);
            columns.AddRange(rowColumns);
            values.AddRange(rowValues);
            starts.Add(columns.Count);
        }

        SparseRows rows = new([.. starts], [.. columns], [.. values]);
        double[] distances = new double[texts.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            rows.DistancesTo(rows[i], model.Terms.Count, distances);
            for (int j = 0; j < texts.Length; j++) Assert.Equal(Math.Clamp(1 - dense[i].Zip(dense[j], (a, b) => a * b).Sum(), 0, 2), distances[j], Tolerance);
        }

        Assert.Equal(1, distances[3]);
    }

    [Theory]
    [InlineData("ShortestGram")]
    [InlineData("MaxTerms")]
    [InlineData("MinDocuments")]
    public void Options_that_do_not_work_are_named(string property)
    {
        TfIdfOptions options = property switch
        {
            "ShortestGram" => new TfIdfOptions { ShortestGram = 0 },
            "MaxTerms" => new TfIdfOptions { MaxTerms = 0 },
            _ => new TfIdfOptions { MinDocuments = DocumentLimit.Count(3), MaxDocuments = DocumentLimit.Count(2) },
        };
        Assert.Contains(property, Assert.Throws<OptionsException>(() => TfIdfModel.Fit(["a text"], options)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2", "2")]
    [InlineData("1", "1")]
    [InlineData("1.0", "1.0")]
    [InlineData("0.25", "0.25")]
    [InlineData("1.5", null)]
    [InlineData("-1", null)]
    [InlineData("x", null)]
    public void A_limit_is_a_count_or_a_share(string text, string? expected) => Assert.Equal(expected, DocumentLimit.TryParse(text, out DocumentLimit limit) ? limit.ToString() : null);

    private static double[] Dense(TfIdfModel model, string text)
    {
        double[] dense = new double[model.Terms.Count];
        (int[] columns, double[] values) = model.Transform(text);
        for (int i = 0; i < columns.Length; i++) dense[columns[i]] = values[i];
        return dense;
    }
}

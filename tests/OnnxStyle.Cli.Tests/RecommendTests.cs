using System.Text;
using System.Text.Json;

namespace OnnxStyle.Cli.Tests;

public sealed class RecommendTests : IDisposable
{
    private const string Works = "id,title,style,text\n1,Harbour,x,boats in a harbour\n2,Port,x,boats in a port\nbroken\n3,Girl,y,a girl\n1,Again,y,boats\n";
    private readonly Samples samples = new();

    public void Dispose() => samples.Dispose();

    [Fact]
    public async Task A_catalogue_is_indexed_and_asked()
    {
        File.WriteAllText(samples.At("works.csv"), Works);
        string index = samples.At("new/works.index");
        (ExitCode code, string output, string error) = await Shell.Run("recommend", "index", samples.At("works.csv"), "-o", index);
        Assert.Equal((ExitCode.Done, index + "\n"), (code, output));
        Assert.Contains("line 4 has 1 fields", error, StringComparison.Ordinal);
        Assert.Contains("line 6 has the id '1' of line 2", error, StringComparison.Ordinal);

        (code, output, error) = await Shell.Run("recommend", "query", index, "--work", "1", "--json", "--meta", "--top", "1");
        Assert.Equal((ExitCode.Done, ""), (code, error));
        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement first = Assert.Single(json.RootElement.GetProperty("recommendations").EnumerateArray());
        Assert.Equal("2", first.GetProperty("id").GetString());
        Assert.Equal(first.GetProperty("distance").GetDouble(), first.GetProperty("metadataWeight").GetDouble() * first.GetProperty("parts")[0].GetProperty("distance").GetDouble(), 1e-15);

        (code, output, _) = await Shell.Run("recommend", "query", index, "--work", "1");
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("same style", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("index missing.csv -o x.index", ExitCode.BadInputFile, "is not there")]
    [InlineData("index works.csv -o x.index --kinds style=0.4,title=0.4", ExitCode.Usage, "--kinds has weights that sum to 0.8")]
    [InlineData("index works.csv -o x.index --kinds colour=1", ExitCode.Usage, "--kinds names 'colour'")]
    [InlineData("index works.csv -o x.index --kinds style", ExitCode.Usage, "expected COLUMN=WEIGHT")]
    [InlineData("index works.csv -o x.index --ngrams 3-2", ExitCode.Usage, "--ngrams is 2")]
    [InlineData("index works.csv -o x.index --ngrams x", ExitCode.Usage, "a range such as 1-2")]
    [InlineData("index works.csv -o x.index --min-df 1.5", ExitCode.Usage, "a share such as 0.8")]
    [InlineData("index works.csv -o x.index --min-df 3 --max-df 2", ExitCode.Usage, "--max-df is 2 documents")]
    [InlineData("index works.csv -o x.index --max-terms 0", ExitCode.Usage, "--max-terms is 0")]
    [InlineData("index works.csv -o x.index --stop-words missing.txt", ExitCode.BadInputFile, "no such file")]
    [InlineData("query works.csv --work 1", ExitCode.BadInputFile, "is no index")]
    [InlineData("query works.csv --work 1 --top 0", ExitCode.Usage, "--top is 0")]
    public async Task A_mistake_is_a_sentence(string line, ExitCode expected, string words)
    {
        File.WriteAllText(samples.At("works.csv"), Works);
        string[] args = [.. line.Split(' ').Select(word => word.Contains(".csv", StringComparison.Ordinal) || word.EndsWith(".index", StringComparison.Ordinal) || word.EndsWith(".txt", StringComparison.Ordinal) ? samples.At(word) : word)];
        (ExitCode code, string output, string error) = await Shell.Run(["recommend", .. args]);
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n'), text => text.StartsWith("Error:", StringComparison.Ordinal));
        Assert.False(File.Exists(samples.At("x.index")));
    }

    [Fact]
    public async Task Stop_words_can_come_from_a_file()
    {
        File.WriteAllText(samples.At("works.csv"), Works);
        File.WriteAllText(samples.At("stop.txt"), "Boats in\na", Encoding.UTF8);
        await Shell.Run("recommend", "index", samples.At("works.csv"), "-o", samples.At("i"), "--stop-words", samples.At("stop.txt"), "--ngrams", "1-2", "--sublinear-tf", "--plain-idf");
        (_, string output, _) = await Shell.Run("recommend", "query", samples.At("i"), "--work", "1", "--json");
        Assert.DoesNotContain("boats", output, StringComparison.Ordinal);
    }
}

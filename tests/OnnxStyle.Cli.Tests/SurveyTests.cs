using System.Text;
using System.Text.Json;

namespace OnnxStyle.Cli.Tests;

public sealed class SurveyTests : IDisposable
{
    private readonly Samples samples = new();

    public void Dispose() => samples.Dispose();

    [Fact]
    public async Task A_survey_is_made_answered_and_reported()
    {
        StringBuilder works = new("id,text\n");
        for (int i = 0; i < 8; i++)
        {
            int shade = i;
            samples.Save($"{i}.png", 40, 40, (x, y, c) => (x + shade) / 5 % 2 * (0.2f + (0.1f * shade)));
            works.Append($"{i},{(i % 2 == 0 ? "boat" : "girl")} word{i} word{i / 2}\n");
        }

        File.WriteAllText(samples.At("works.csv"), works.ToString());
        string index = samples.At("i"), page = samples.At("s.html"), key = samples.At("away/s.json"), chart = samples.At("likes.svg");
        await Shell.Run("recommend", "index", samples.At("works.csv"), "-o", index, "--images", samples.Folder, "--picture-side", "32");
        (ExitCode code, string output, string error) = await Shell.Run("recommend", "survey", "make", index, "-o", page, "--key", key, "--questions", "4", "--repeats", "1", "--page-side", "64");
        Assert.Equal((ExitCode.Done, page + "\n"), (code, output));
        Assert.Contains("5 questions, 1 of them repeats", error, StringComparison.Ordinal);

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(key));
        string survey = json.RootElement.GetProperty("survey").GetString()!;
        IEnumerable<string> rows = json.RootElement.GetProperty("questions").EnumerateArray().Select(question => $"{survey},ann,{question.GetProperty("id").GetString()},1,1,0,0,1-2-3,2.5");
        File.WriteAllText(samples.At("a.csv"), $"survey,participant,question,pick,like1,like2,like3,order,seconds\n{string.Join('\n', rows)}\n");
        (code, output, error) = await Shell.Run("recommend", "survey", "report", key, samples.At("a.csv"), "-o", chart);
        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.StartsWith("5 answers of 1 person; asked again, ", output, StringComparison.Ordinal);
        Assert.EndsWith(chart + "\n", output, StringComparison.Ordinal);
        Assert.Contains("McNemar's exact test, Holm's correction", output, StringComparison.Ordinal);
        Assert.True(File.Exists(chart));

        (code, output, _) = await Shell.Run("recommend", "survey", "report", key, samples.At("a.csv"), "--json", "--against", "random");
        Assert.Equal(ExitCode.Done, code);
        using JsonDocument report = JsonDocument.Parse(output);
        Assert.All(report.RootElement.GetProperty("tests").GetProperty("likes").GetProperty("pairs").EnumerateArray(), pair => Assert.Equal("random", pair.GetProperty("second").GetString()));

        (code, _, error) = await Shell.Run("recommend", "survey", "report", key, samples.At("a.csv"), samples.At("a.csv"));
        Assert.Equal(ExitCode.BadInputFile, code);
        Assert.Contains("line 2: 'ann' answers the question", error, StringComparison.Ordinal);
        (code, _, error) = await Shell.Run("recommend", "survey", "report", key, samples.At("a.csv"), "--against", "best");
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("--against is 'best'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_are_reported_by_their_ratios()
    {
        File.WriteAllText(samples.At("counts.csv"), "model,likes,total\nrandom,12,60\ntfidf 0.5,45,60\n");
        (ExitCode code, string output, _) = await Shell.Run("recommend", "survey", "report", "--counts", samples.At("counts.csv"));
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("tfidf 0.5  45/60      0.750  0.628 to 0.842", output, StringComparison.Ordinal);
        Assert.Contains("random against tfidf 0.5: liked 12 to 45", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("survey make works.csv -o x.txt", ExitCode.Usage, "must end with .html")]
    [InlineData("survey make works.csv -o x.html --questions 0", ExitCode.Usage, "--questions is 0")]
    [InlineData("survey make works.csv -o x.html --questions 5 --repeats 6", ExitCode.Usage, "--repeats is 6")]
    [InlineData("survey make works.csv -o x.html", ExitCode.BadInputFile, "is no index")]
    [InlineData("survey report works.csv", ExitCode.Usage, "one or more files of answers")]
    [InlineData("survey report works.csv works.csv", ExitCode.BadInputFile, "line 1: is no JSON")]
    [InlineData("survey report works.csv --counts works.csv", ExitCode.Usage, "takes the place of a key")]
    [InlineData("survey report --counts works.csv", ExitCode.BadInputFile, "line 1: has no column 'model'")]
    [InlineData("survey report --counts missing.csv", ExitCode.BadInputFile, "is not there")]
    [InlineData("survey report --counts works.csv -o x.png", ExitCode.Usage, "must end with .svg")]
    public async Task A_mistake_is_a_sentence(string line, ExitCode expected, string words)
    {
        File.WriteAllText(samples.At("works.csv"), "id,title,text\n1,Harbour,boats in a harbour\n");
        string[] args = [.. line.Split(' ').Select(word => word.Contains('.', StringComparison.Ordinal) ? samples.At(word) : word)];
        (ExitCode code, string output, string error) = await Shell.Run(["recommend", .. args]);
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n'), text => text.StartsWith("Error:", StringComparison.Ordinal));
        Assert.False(File.Exists(samples.At("x.html")));
    }
}

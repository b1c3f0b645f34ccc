using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using OnnxStyle.Recommender.Postgres.Tests;

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
    [InlineData("index . -o x.index", ExitCode.BadInputFile, "is a folder; name a .csv file")]
    [InlineData("query . --work 1", ExitCode.BadInputFile, "is a folder; name the file of an index")]
    [InlineData("add works.csv more.csv", ExitCode.BadInputFile, "is not there")]
    [InlineData("add works.csv works.csv", ExitCode.BadInputFile, "is no index")]
    [InlineData("add missing.index works.csv", ExitCode.BadInputFile, "`onnxstyle recommend index")]
    [InlineData("query works.csv --work 1", ExitCode.BadInputFile, "is no index")]
    [InlineData("index works.csv -o x --connection Host=h;Password=opensesame", ExitCode.Usage, "--connection: no effect without --store postgres")]
    [InlineData("index works.csv -o x --store sqlite", ExitCode.Usage, "expected file, postgres")]
    [InlineData("index works.csv -o x --store postgres --connection Port=1;Password=opensesame", ExitCode.Usage, "names no Host")]
    [InlineData("query x --work 1 --store postgres --connection Host=127.0.0.1;Port=1;Username=a;Password=opensesame;Timeout=2", ExitCode.BadDevice, "PostgreSQL (127.0.0.1:1/a) cannot be reached")]
    [InlineData("add x works.csv --store postgres --connection nonsense", ExitCode.Usage, "is no connection string")]
    [InlineData("query x --work 1 --store postgres", ExitCode.Usage, "ONNXSTYLE_POSTGRES")]
    [InlineData("query works.csv --work 1 --approximate", ExitCode.Usage, "--approximate: no effect without --store postgres")]
    [InlineData("query works.csv --work 1 --top 0", ExitCode.Usage, "--top is 0")]
    [InlineData("query works.csv --work 1 --alpha 1.5", ExitCode.Usage, "--alpha is 1.5")]
    [InlineData("query works.csv --work 1 --texture -1", ExitCode.Usage, "--texture is -1")]
    [InlineData("query works.csv --work 1 --text word2vec", ExitCode.Usage, "expected tfidf, doc2vec")]
    [InlineData("index works.csv -o x.index --epochs 9", ExitCode.Usage, "--epochs: no effect without --doc2vec")]
    [InlineData("index works.csv -o x.index --doc2vec dm --epochs 0", ExitCode.Usage, "--epochs is 0")]
    [InlineData("index works.csv -o x.index --fit crop --picture-side 64", ExitCode.Usage, "--fit: no effect without --images")]
    [InlineData("index works.csv -o x.index --images nowhere", ExitCode.BadInputFile, "is no folder of pictures")]
    [InlineData("index works.csv -o x.index --images . --picture-side 8", ExitCode.Usage, "--picture-side is 8")]
    [InlineData("sheet works.csv --work 1 -o x.doc", ExitCode.Usage, ".doc")]
    [InlineData("compare works.csv --works 0", ExitCode.Usage, "--works is 0")]
    [InlineData("graph works.csv -o x.txt", ExitCode.Usage, ".graphml")]
    [InlineData("graph works.csv -o x.svg --neighbours 0", ExitCode.Usage, "expected 1 to 100")]
    public async Task A_mistake_is_a_sentence(string line, ExitCode expected, string words)
    {
        File.WriteAllText(samples.At("works.csv"), Works);
        string[] args = [.. line.Split(' ').Select(word => word.Contains(".csv", StringComparison.Ordinal) || word.EndsWith(".index", StringComparison.Ordinal) || word.EndsWith(".txt", StringComparison.Ordinal) ? samples.At(word) : word)];
        (ExitCode code, string output, string error) = await Shell.Run(["recommend", .. args]);
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.DoesNotContain("opensesame", error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n'), text => text.StartsWith("Error:", StringComparison.Ordinal));
        Assert.False(File.Exists(samples.At("x.index")));
    }

    [Fact]
    public async Task Pictures_and_both_kinds_of_texts_are_compared_drawn_and_linked()
    {
        samples.Save("1.png", 60, 50, (x, y, c) => x / 5 % 2);
        samples.Save("2.png", 60, 50, (x, y, c) => x / 6 % 2);
        File.WriteAllText(samples.At("works.csv"), Works);
        string index = samples.At("works.index");
        (ExitCode code, _, string error) = await Shell.Run("recommend", "index", samples.At("works.csv"), "-o", index, "--images", samples.Folder, "--picture-side", "48", "--doc2vec", "dbow", "--min-count", "1", "--vector-size", "8");
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("line 5 has no picture: '3.jpg' is not in the folder.", error, StringComparison.Ordinal);
        Assert.Contains("3 works, 5 terms, 2 pictures;", error, StringComparison.Ordinal);

        (code, string output, _) = await Shell.Run("recommend", "query", index, "--work", "1", "--json", "--text", "doc2vec", "--alpha", "0.5", "--texture", "0.2", "--scale", "typical");
        Assert.Equal(ExitCode.Done, code);
        using JsonDocument json = JsonDocument.Parse(output);
        Assert.Equal(["text", "picture", "texture"], json.RootElement.GetProperty("recommendations")[0].GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("name").GetString()));

        string sheet = samples.At("sheet.png"), graph = samples.At("graph.svg");
        (code, output, error) = await Shell.Run("recommend", "sheet", index, "--work", "1", "-o", sheet, "--cell", "32", "--picture", "palette");
        Assert.Equal((ExitCode.Done, sheet + "\n", ""), (code, output, error));
        Assert.True(File.Exists(sheet));
        (code, output, _) = await Shell.Run("recommend", "graph", index, "-o", graph, "--neighbours", "1", "--meta");
        Assert.Equal(ExitCode.Done, code);
        Assert.EndsWith(graph + "\n", output, StringComparison.Ordinal);
        Assert.True(File.Exists(graph));

        (code, output, _) = await Shell.Run("recommend", "compare", index, "--resamples", "10");
        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(20, output.TrimEnd('\n').Split('\n').Length); // a head, the control and 18 models
        (code, output, _) = await Shell.Run("recommend", "compare", index, "--resamples", "10", "--works", "2", "--json");
        Assert.Equal(ExitCode.Done, code);
        using JsonDocument compared = JsonDocument.Parse(output);
        Assert.Equal(2, compared.RootElement.GetProperty("models")[1].GetProperty("novelty").GetProperty("works").GetInt32());
    }

    [Fact]
    public async Task Works_are_added()
    {
        File.WriteAllText(samples.At("works.csv"), Works);
        File.WriteAllText(samples.At("more.csv"), "id,title,text\n4,Quay,boats at a quay\n2,Port,boats\n");
        string index = samples.At("works.index");
        await Shell.Run("recommend", "index", samples.At("works.csv"), "-o", index);
        (ExitCode code, string output, string error) = await Shell.Run("recommend", "add", index, samples.At("more.csv"));
        Assert.Equal((ExitCode.Done, index + "\n"), (code, output));
        Assert.Contains("line 3 has the id '2', which the index has; it is left out.", error, StringComparison.Ordinal);
        Assert.Contains("1 works added, 4 in all;", error, StringComparison.Ordinal);
        (_, output, _) = await Shell.Run("recommend", "query", index, "--work", "4", "--top", "1");
        Assert.Contains("(boats)", output, StringComparison.Ordinal);
        (code, _, error) = await Shell.Run("recommend", "add", index, samples.At("more.csv"));
        Assert.Equal(ExitCode.BadInputFile, code);
        Assert.Contains("has all 2 works", error, StringComparison.Ordinal);
        (code, _, error) = await Shell.Run("recommend", "add", index, samples.At("works.csv"), "--images", samples.Folder);
        Assert.Equal(ExitCode.BadInputFile, code);
        File.WriteAllText(samples.At("more.csv"), "id\n9\n");
        (code, _, error) = await Shell.Run("recommend", "add", index, samples.At("more.csv"), "--images", samples.Folder);
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("--images: the index has no pictures", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_indexing_that_is_killed_loses_no_picture()
    {
        const int pictures = 40;
        StringWriter catalogue = new() { NewLine = "\n" };
        catalogue.WriteLine("id");
        for (int i = 0; i < pictures; i++)
        {
            samples.Save($"{i}.png", 300, 200, (x, y, c) => (x / (2 + i)) + (y / 9) + c & 1);
            catalogue.WriteLine(i);
        }

        File.WriteAllText(samples.At("works.csv"), catalogue.ToString());
        string index = samples.At("works.index");
        string[] line = ["recommend", "index", samples.At("works.csv"), "-o", index, "--images", samples.Folder, "--picture-side", "256", "--threads", "1"];
        using (Process process = new() { StartInfo = new ProcessStartInfo("dotnet", [typeof(CommandLineProgram).Assembly.Location, .. line]) { RedirectStandardError = true, RedirectStandardOutput = true } })
        {
            process.Start();
            while (await process.StandardError.ReadLineAsync() is string said && !said.StartsWith("pictures: 12 ", StringComparison.Ordinal)) { }
            process.Kill();
            await process.WaitForExitAsync();
        }

        Assert.False(File.Exists(index));
        Assert.True(File.Exists(index + ".partial"));
        (ExitCode code, _, string error) = await Shell.Run(line);
        Assert.Equal(ExitCode.Done, code);
        int kept = int.Parse(Regex.Match(error, @"40 pictures \((\d+) of them kept from before\)").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(kept, 12, pictures);
        Assert.False(File.Exists(index + ".partial"));

        string again = samples.At("again.index");
        await Shell.Run([.. line.Select(word => word == index ? again : word)]);
        Assert.Equal(File.ReadAllBytes(again), File.ReadAllBytes(index));
    }

    [Fact]
    public async Task A_database_is_indexed_extended_and_asked()
    {
        using PostgresServer server = new();
        string[] where = ["--store", "postgres", "--connection", server.Connection];
        File.WriteAllText(samples.At("works.csv"), Works);
        File.WriteAllText(samples.At("more.csv"), "id,title,style,text\n4,Quay,x,boats at a quay\n");
        (ExitCode code, string output, string error) = await Shell.Run(["recommend", "index", samples.At("works.csv"), "-o", "my works", .. where]);
        Assert.Equal((ExitCode.Done, "my works\n"), (code, output));
        Assert.Contains("3 works, 5 terms;", error, StringComparison.Ordinal);
        Assert.Contains("every search is exact", error, StringComparison.Ordinal);
        Assert.DoesNotContain("opensesame", error, StringComparison.Ordinal);

        (code, _, error) = await Shell.Run(["recommend", "add", "my works", samples.At("more.csv"), .. where]);
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("1 works added, 4 in all", error, StringComparison.Ordinal);
        await Shell.Run("recommend", "index", samples.At("works.csv"), "-o", samples.At("i"));
        await Shell.Run("recommend", "add", samples.At("i"), samples.At("more.csv"));
        foreach (string work in new[] { "1", "4" })
        {
            (code, output, error) = await Shell.Run(["recommend", "query", "my works", "--work", work, "--meta", "--json", .. where]);
            Assert.Equal((ExitCode.Done, ""), (code, error));
            Assert.Equal((await Shell.Run("recommend", "query", samples.At("i"), "--work", work, "--meta", "--json")).Out, output);
        }

        (code, _, error) = await Shell.Run(["recommend", "query", "my words", "--work", "1", .. where]);
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("holds no index 'my words'; it holds 'my works'", error, StringComparison.Ordinal);
        (code, _, error) = await Shell.Run(["recommend", "query", "my works", "--work", "1", "--scale", "typical", .. where]);
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("--scale is Typical", error, StringComparison.Ordinal);
        (code, _, error) = await Shell.Run(["recommend", "query", "my works", "--work", "7", .. where]);
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("holds no work '7'", error, StringComparison.Ordinal);
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

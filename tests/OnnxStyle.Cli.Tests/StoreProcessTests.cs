using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using OnnxStyle.Onnx;
using OnnxStyle.Recommender.Postgres.Tests;
using OnnxStyle.Tensors;

namespace OnnxStyle.Cli.Tests;

/// <summary>Indexes in a database made by real processes, and by a model of the user's.</summary>
public sealed class StoreProcessTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private readonly Samples samples = new();

    private string[] Where => ["--store", "postgres", "--connection", server.Connection];

    public void Dispose() => samples.Dispose();

    [Fact]
    public async Task After_a_kill_two_processes_at_once_read_the_rest_and_no_picture_twice()
    {
        const int pictures = 60;
        StringWriter catalogue = new() { NewLine = "\n" };
        catalogue.WriteLine("id");
        for (int i = 0; i < pictures; i++)
        {
            samples.Save($"{i}.png", 90, 80, (x, y, c) => (x / (2 + i)) + (y / 9) + c & 1);
            catalogue.WriteLine(i);
        }

        File.WriteAllText(samples.At("works.csv"), catalogue.ToString());
        string[] shared = ["recommend", "index", samples.At("works.csv"), "--images", samples.Folder, "--picture-side", "256", "--threads", "1", "-o"], line = [.. shared, "works", .. Where];
        using (Process first = Start(line))
        {
            while (await first.StandardError.ReadLineAsync() is string said && !said.StartsWith("pictures: 6 ", StringComparison.Ordinal)) { }
            first.Kill();
            await first.WaitForExitAsync();
        }

        // What it had sent the server is done or given up when the server has seen it go.
        for (int wait = 0; wait < 100 && Sql("select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()") > 0; wait++) await Task.Delay(100, TestContext.Current.CancellationToken);
        const string ours = "onnxstyle.works where index_id = (select id from onnxstyle.indexes where name = 'works') and state";
        long done = Sql($"select count(*) from {ours} = 2"), claimed = Sql($"select count(*) from {ours} = 1");
        Assert.InRange(done, 6, pictures - 1);
        Assert.InRange(claimed, 0, 1);
        Sql("with late as (update onnxstyle.works set lease_until = now() where state = 1 returning 1) select count(*) from late"); // in place of the minute that a dead process' claim lasts

        (int Code, string Error)[] both = await Task.WhenAll(Finish(line), Finish(line));
        Assert.All(both, one => Assert.True(one.Code == 0, one.Error));
        Assert.Equal(pictures - done, both.Sum(one => int.Parse(Regex.Match(one.Error, @"(\d+) pictures read by this process").Groups[1].Value, CultureInfo.InvariantCulture)));
        await Shell.Run([.. shared, samples.At("i")]);
        foreach (string work in new[] { "0", "13", "59" }) await AssertSame("works", samples.At("i"), work);
    }

    [Fact]
    public async Task A_model_that_moved_adds_works_in_a_database_as_in_a_file()
    {
        string model = samples.At("m.onnx"), weights = samples.At("m.bin");
        Directory.CreateDirectory(samples.At("moved"));
        WriteModel(model, 1);
        File.WriteAllText(samples.At("works.csv"), "id\ncontent\nstyle\n");
        File.WriteAllText(samples.At("more.csv"), "id\nmore\n");
        samples.Save("more.png", 40, 50, (x, y, c) => ((x * (c + 1)) + y) % 17 / 17f);
        string[] line = ["recommend", "index", samples.At("works.csv"), "--images", samples.Folder, "--picture-side", "32", "--embedding", model, "-o"];
        foreach ((string name, string[] where) in new[] { (samples.At("i"), (string[])[]), ("by model", Where) })
        {
            WriteModel(model, 1);
            (ExitCode code, _, string error) = await Shell.Run([.. line, name, .. where]);
            Assert.True(code == ExitCode.Done, error);

            WriteModel(model, 2); // the same file with other weights beside it
            (code, _, error) = await Shell.Run(["recommend", "add", name, samples.At("more.csv"), .. where]);
            Assert.NotEqual(ExitCode.Done, code);
            Assert.Contains("another model than", error, StringComparison.Ordinal);

            WriteModel(samples.At("moved/m.onnx"), 1);
            (code, _, error) = await Shell.Run(["recommend", "add", name, samples.At("more.csv"), "--embedding", samples.At("moved/m.onnx"), .. where]);
            Assert.True(code == ExitCode.Done, error);
        }

        await AssertSame("by model", samples.At("i"), "more");
        File.Delete(weights);
        (ExitCode refused, _, string missing) = await Shell.Run([.. line, "again", .. Where]);
        Assert.Equal(ExitCode.BadModel, refused);
        Assert.Contains("keeps weights in 'm.bin', which is not in its folder", missing, StringComparison.Ordinal);
    }

    // The means of the channels, each times a weight that lies in another file.
    private static void WriteModel(string path, float first)
    {
        GraphBuilder graph = new();
        Value means = graph.ReduceMean(graph.Input("image", new Shape(1, 3, 16, 16)), [2, 3], keepDims: false);
        graph.Output(graph.Mul(means, graph.Constant(new Tensor<float>(new Shape(1, 3), [first, 1f, 0.5f]), "weights")), "vector");
        OnnxWriter.Save(graph.Build(), path, new ExternalWeights { Location = "m.bin", ThresholdBytes = 1 });
    }

    private async Task AssertSame(string name, string index, string work)
    {
        (ExitCode code, string inDatabase, string error) = await Shell.Run(["recommend", "query", name, "--work", work, "--alpha", "0", "--top", "3", .. Where]);
        Assert.True(code == ExitCode.Done, error);
        Assert.Equal((await Shell.Run("recommend", "query", index, "--work", work, "--alpha", "0", "--top", "3")).Out, inDatabase);
    }

    private long Sql(string text)
    {
        using NpgsqlConnection connection = new(server.Connection);
        connection.Open();
        using NpgsqlCommand command = new(text, connection);
        return (long)command.ExecuteScalar()!;
    }

    private static Process Start(string[] line)
    {
        Process process = new() { StartInfo = new ProcessStartInfo("dotnet", [typeof(CommandLineProgram).Assembly.Location, .. line]) { RedirectStandardError = true, RedirectStandardOutput = true } };
        process.Start();
        return process;
    }

    private static async Task<(int Code, string Error)> Finish(string[] line)
    {
        using Process process = Start(line);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        return (process.ExitCode, error);
    }
}

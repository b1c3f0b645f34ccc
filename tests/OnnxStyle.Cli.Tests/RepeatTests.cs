using System.Text.Json;
using OnnxStyle.Operators;
using OnnxStyle.Runtime;

namespace OnnxStyle.Cli.Tests;

/// <summary>What a repeated or resumed run takes from its file, and what it does not.</summary>
public sealed class RepeatTests : IDisposable
{
    private readonly Samples samples = new();

    public void Dispose() => samples.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("--mask-labels")]
    public async Task Masks_are_found_again(string words)
    {
        string mask = samples.Save("mask.png", 36, 25, (x, _, _) => x < 18 ? 1 : 0), other = samples.Save("other.png", 32, 32, (_, y, _) => y < 16 ? 1 : 0);
        string[] masks = ["--content-mask", mask, "--style-mask", other, .. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        (ExitCode code, _, string error) = await Shell.Run(samples.Quick("first.png", masks));
        Assert.True(code == ExitCode.Done, error);
        await Shell.Run(samples.Quick("plain.png"));
        (code, _, error) = await Shell.Run("stylize", "--from", samples.At("first.json"), "-o", samples.At("again.png"));
        Assert.True(code == ExitCode.Done, error);
        Assert.Equal(File.ReadAllBytes(samples.At("first.png")), File.ReadAllBytes(samples.At("again.png")));
        Assert.NotEqual(File.ReadAllBytes(samples.At("plain.png")), File.ReadAllBytes(samples.At("again.png")));
    }

    [Fact]
    public async Task A_run_with_masks_goes_on_without_naming_them()
    {
        string mask = samples.Save("mask.png", 36, 25, (x, _, _) => x < 18 ? 1 : 0), other = samples.Save("other.png", 32, 32, (_, y, _) => y < 16 ? 1 : 0);
        using CancellationTokenSource stop = new();
        ExitCode code = await CommandLineProgram.InvokeAsync(
            samples.Run("cut.png", 40, "--content-mask", mask, "--style-mask", other), TextWriter.Null, new Hook(" 10 %", stop.Cancel), cancellationToken: stop.Token);
        Assert.Equal(ExitCode.Cancelled, code);
        (code, _, string error) = await Shell.Run("stylize", "--resume", samples.At("cut.checkpoint"), "-o", samples.At("cut.png"));
        Assert.True(code == ExitCode.Done, error);
    }

    [Theory]
    [InlineData("Conv")]
    [InlineData("Conv3x3")]
    public async Task A_profile_names_the_operators_and_is_no_part_of_the_json(string convolution)
    {
        if (convolution == "Conv3x3" && !WinogradGraph.Pays) Assert.Skip("This processor has no vectors that our convolutions need.");
        string trace = samples.At("trace.json");
        (ExitCode code, _, string error) = await Shell.Run(["stylize", samples.Content, samples.Style, "--encoder", "encoder", "--size", "64", "--scales", "2", "--iterations", "2", "--profile", trace, "-o", samples.At("out.png"), .. convolution == "Conv" ? ["--plain"] : Array.Empty<string>()]);
        Assert.True(code == ExitCode.Done, error);
        string[] lines = error.Split('\n');
        int head = Array.FindIndex(lines, line => line.StartsWith("operator ", StringComparison.Ordinal));
        Assert.True(head > 0, error);
        Assert.Contains(lines[head..], line => line.StartsWith(convolution + " ", StringComparison.Ordinal) && line.Contains('%', StringComparison.Ordinal));
        Assert.Contains(ProfileReader.Read(trace), node => node.OpType == convolution && node.Microseconds > 0 && node.Operations > 0);
        One_clock(trace);
        Assert.DoesNotContain("profile", File.ReadAllText(samples.At("out.json")), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_plain_run_is_written_down_and_repeated()
    {
        (ExitCode code, _, string error) = await Shell.Run("stylize", samples.Content, samples.Style, "--encoder", "encoder", "--size", "48", "--iterations", "2", "--plain", "-o", samples.At("plain.png"));
        Assert.True(code == ExitCode.Done, error);
        Assert.True(Plain("plain.json"));
        (code, _, error) = await Shell.Run("stylize", "--from", samples.At("plain.json"), "-o", samples.At("again.png"));
        Assert.True(code == ExitCode.Done, error);
        Assert.True(Plain("again.json"));
        Assert.Equal(File.ReadAllBytes(samples.At("plain.png")), File.ReadAllBytes(samples.At("again.png")));

        bool Plain(string json) => JsonDocument.Parse(File.ReadAllText(samples.At(json))).RootElement.GetProperty("options").GetProperty("engine").GetProperty("plain").GetBoolean();
    }

    // Each run of the library lies between the copy of the picture before it and the copy of the gradient after it, at both sizes.
    private static void One_clock(string trace)
    {
        (int Process, string Name, double Begin, double End)[] events = [.. JsonDocument.Parse(File.ReadAllText(trace)).RootElement.EnumerateArray()
            .Where(item => item.GetProperty("ph").GetString() == "X")
            .Select(item => (item.GetProperty("pid").GetInt32(), item.GetProperty("name").GetString()!, item.GetProperty("ts").GetDouble(), item.GetProperty("ts").GetDouble() + item.GetProperty("dur").GetDouble()))
            .OrderBy(item => item.Item3)];
        var runs = events.Where(item => item.Name == "model_run").ToArray();
        var before = events.Where(item => item.Name == "picture in").ToArray();
        var after = events.Where(item => item.Name == "losses and gradient out").ToArray();
        Assert.Equal([1, 2], runs.Select(run => run.Process).Distinct());
        Assert.Equal(runs.Length, before.Length);
        Assert.Equal(runs.Length, after.Length);
        const double Rounding = 2; // microseconds: the library's are whole
        for (int i = 0; i < runs.Length; i++)
        {
            Assert.InRange(runs[i].Begin, before[i].End - Rounding, after[i].Begin);
            Assert.InRange(runs[i].End, runs[i].Begin, after[i].Begin + Rounding);
        }
    }

    [Theory]
    [InlineData("{0}/trace.txt", ExitCode.Usage, "ends with .json")]
    [InlineData("{0}/out.json", ExitCode.Usage, "the report of the run")]
    [InlineData("{0}/style.png/trace.json", ExitCode.CannotWrite, "trace.json")]
    public async Task A_profile_that_cannot_be_is_refused_before_the_run(string trace, ExitCode expected, string part)
    {
        (ExitCode code, string output, string error) = await Shell.Run(samples.Quick("out.png", "--profile", trace.Replace("{0}", samples.Folder, StringComparison.Ordinal)));
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(part, error, StringComparison.Ordinal);
        Assert.False(File.Exists(samples.At("out.png")));
    }
}

using System.Text.Json;
using OnnxStyle.Imaging;

namespace OnnxStyle.Cli.Tests;

public sealed class StylizeTests : IDisposable
{
    private readonly Samples samples = new();

    public void Dispose() => samples.Dispose();

    [Fact]
    public async Task A_picture_its_json_and_its_path_come_out()
    {
        (ExitCode code, string output, string error) = await Shell.Run(samples.Quick("out.png", "--log", samples.At("log.csv"), "--snapshot", "2"));
        Assert.True(code == ExitCode.Done, error);
        Assert.Equal(samples.At("out.png"), output.TrimEnd('\n').Split('\n')[^1]);
        Assert.Equal(48, ImageFile.Inspect(samples.At("out.png")).Width);
        Assert.Equal("stylize", JsonDocument.Parse(File.ReadAllText(samples.At("out.json"))).RootElement.GetProperty("method").GetString());
        Assert.Equal(4, File.ReadAllLines(samples.At("log.csv")).Length);
        Assert.True(File.Exists(samples.At("out-0-0002.png")));
        Assert.False(File.Exists(samples.At("out.checkpoint")));
        Assert.Contains("Encoder: encoder", error, StringComparison.Ordinal);
        Assert.Contains("100 %", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_json_repeats_the_run_to_the_bit_and_quiet_is_quiet()
    {
        Assert.Equal(ExitCode.Done, (await Shell.Run(samples.Quick("first.png", "--init", "noise", "--seed", "5", "--quiet"))).Code);
        (ExitCode code, _, string error) = await Shell.Run("stylize", "--from", samples.At("first.json"), "-o", samples.At("again.png"), "--quiet");
        Assert.Equal(ExitCode.Done, code);
        Assert.Equal("", error);
        Assert.Equal(File.ReadAllBytes(samples.At("first.png")), File.ReadAllBytes(samples.At("again.png")));
    }

    [Theory]
    [InlineData("--size 40x32")]
    [InlineData("--bit-depth 16")]
    [InlineData("--init noise --freeze LEFT")]
    [InlineData("--content-mask LEFT --style-mask LEFT --content-mask RIGHT --style-mask RIGHT")]
    [InlineData("--mask-labels --content-mask LEFT --style-mask RIGHT")]
    public async Task The_json_repeats_runs_with_files_and_sizes_of_their_own(string words)
    {
        string left = samples.Save("left.png", 36, 25, (x, _, _) => x < 18 ? 1 : 0), right = samples.Save("right.png", 36, 25, (x, _, _) => x < 18 ? 0 : 1);
        string[] more = [.. words.Split(' ').Select(word => word.Replace("LEFT", left, StringComparison.Ordinal).Replace("RIGHT", right, StringComparison.Ordinal))];
        string[] run = ["stylize", samples.Content, samples.Style, "--encoder", "encoder", "--iterations", "2", "-o", samples.At("first.png"), "--quiet", .. more];
        if (!more.Contains("--size")) run = [.. run, "--size", "48"];
        (ExitCode code, _, string error) = await Shell.Run(run);
        Assert.True(code == ExitCode.Done, error);
        (code, _, error) = await Shell.Run("stylize", "--from", samples.At("first.json"), "-o", samples.At("again.png"));
        Assert.True(code == ExitCode.Done, error);
        Assert.DoesNotContain("of the repeated run", error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(samples.At("first.png")), File.ReadAllBytes(samples.At("again.png")));
    }

    [Fact]
    public async Task A_repetition_says_when_a_picture_has_changed()
    {
        Assert.Equal(ExitCode.Done, (await Shell.Run(samples.Quick("first.png", "--quiet"))).Code);
        samples.Save("content.png", 72, 50, (x, y, c) => (x + y + c) % 3 * 0.5f);
        (ExitCode code, _, string error) = await Shell.Run("stylize", "--from", samples.At("first.json"), "-o", samples.At("again.png"));
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("Note: content is not the picture of the repeated run.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_run_keeps_its_picture_and_goes_on_to_the_same_bits()
    {
        const int Iterations = 60; // long enough for a watcher of files to speak up
        using CancellationTokenSource stop = new();
        using FileSystemWatcher watcher = new(samples.Folder, "cut-0-*.png") { EnableRaisingEvents = true };
        watcher.Created += (_, _) => stop.Cancel();
        watcher.Renamed += (_, _) => stop.Cancel();
        (ExitCode code, string output, string error) = await Shell.Run(stop.Token, samples.Run("cut.png", Iterations, "--snapshot", "3"));
        if (code == ExitCode.Done) Assert.Skip("The run was over before the cancellation reached it.");
        Assert.True(code == ExitCode.Cancelled, error);
        Assert.Equal(samples.At("cut.png"), output.TrimEnd('\n'));
        Assert.True(File.Exists(samples.At("cut.png")));
        Assert.Contains("--resume", error, StringComparison.Ordinal);

        (code, _, error) = await Shell.Run("stylize", "--resume", samples.At("cut.checkpoint"), "-o", samples.At("cut.png"));
        Assert.True(code == ExitCode.Done, error);
        Assert.False(File.Exists(samples.At("cut.checkpoint")));
        await Shell.Run(samples.Run("whole.png", Iterations, "--snapshot", "3"));
        Assert.Equal(File.ReadAllBytes(samples.At("whole.png")), File.ReadAllBytes(samples.At("cut.png")));
    }

    [Fact]
    public async Task A_run_that_is_cancelled_before_it_begins_leaves_nothing()
    {
        (ExitCode code, string output, string error) = await Shell.Run(new CancellationToken(true), samples.Quick("never.png"));
        Assert.Equal(ExitCode.Cancelled, code);
        Assert.Equal("", output);
        Assert.Contains("Stopped.", error, StringComparison.Ordinal);
        Assert.False(File.Exists(samples.At("never.png")));
    }

    [Fact]
    public async Task A_dry_run_estimates_and_writes_nothing()
    {
        (ExitCode code, string output, _) = await Shell.Run(samples.Quick("dry.png", "--dry-run"));
        Assert.Equal(ExitCode.Done, code);
        JsonElement estimate = JsonDocument.Parse(output).RootElement;
        Assert.Equal(48, estimate.GetProperty("width").GetInt32());
        Assert.True(estimate.GetProperty("peakBytes").GetInt64() > 1_000_000);
        Assert.False(File.Exists(samples.At("dry.png")));
    }

    [Theory]
    [InlineData(64, 2)]
    [InlineData(200, 2)]
    [InlineData(512, 2)]
    [InlineData(512, 3)]
    [InlineData(100, 4)]
    public async Task As_many_sizes_are_painted_as_asked_for(int side, int scales)
    {
        (_, string output, _) = await Shell.Run("stylize", samples.Content, samples.Style, "--encoder", "encoder", "--size", $"{side}", "--scales", $"{scales}", "--dry-run", "--quiet");
        Assert.Equal(scales, JsonDocument.Parse(output).RootElement.GetProperty("levels").GetInt32());
    }

    [Fact]
    public async Task Each_kind_of_failure_has_its_code_and_one_sentence()
    {
        string truncated = samples.At("truncated.png");
        File.WriteAllBytes(truncated, File.ReadAllBytes(samples.Content)[..900]);
        File.WriteAllText(samples.At("a-file"), "no folder");
        string c = samples.Content, s = samples.Style, o = samples.At("x.png");
        (ExitCode Code, string[] Words)[] rows =
        [
            (ExitCode.BadInputFile, ["stylize", samples.At("missing.png"), s, "-o", o]),
            (ExitCode.BadInputFile, ["stylize", c, truncated, "-o", o]),
            (ExitCode.BadInputFile, ["stylize", "--from", samples.At("missing.json"), "-o", o]),
            (ExitCode.BadInputFile, ["stylize", "--resume", truncated, "-o", o]),
            (ExitCode.Usage, ["stylize", c, s, "-o", o, "--encoder", "encoder", "--content-layers", "conv9_9"]),
            (ExitCode.Usage, ["stylize", c, s, "-o", o, "--size", "12"]),
            (ExitCode.Usage, ["stylize", c, s, "-o", samples.At("x.gif")]),
            (ExitCode.BadInputFile, ["stylize", "--from", samples.At("a-file"), "-o", o]),
            (ExitCode.BadInputFile, ["stylize", c, s, "-o", o, "--encoder", "encoder", "--init", "Nois"]),
            (ExitCode.BadModel, ["stylize", c, s, "-o", o, "--encoder", "vgg19", "--model-folder", samples.At("none")]),
            (ExitCode.CannotWrite, ["stylize", c, s, "-o", Path.Combine(samples.At("a-file"), "x.png")]),
            (ExitCode.CannotWrite, ["stylize", c, s, "-o", o, "--log", Path.Combine(samples.At("a-file"), "x.csv")]),
            (ExitCode.BadDevice, samples.Quick("x.png", "--provider", "NoSuchProvider")),
        ];
        foreach ((ExitCode expected, string[] words) in rows)
        {
            (ExitCode code, string output, string error) = await Shell.Run([.. words, "--quiet"]);
            Assert.True(code == expected, $"{string.Join(' ', words)}: {code}, {error}");
            Assert.Equal("", output);
            Assert.StartsWith("Error: ", Assert.Single(error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
            Assert.False(File.Exists(o));
        }
    }

    [Fact]
    public async Task A_snapshot_that_cannot_be_written_is_named_and_the_run_goes_on()
    {
        Directory.CreateDirectory(samples.At("out-0-0001.png"));
        (ExitCode code, string output, string error) = await Shell.Run(samples.Quick("out.png", "--snapshot", "1"));
        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("Snapshot left out", error, StringComparison.Ordinal);
        Assert.True(File.Exists(output.TrimEnd('\n').Split('\n')[^1]));
    }
}

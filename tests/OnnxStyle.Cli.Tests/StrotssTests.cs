using OnnxStyle.Cli.Commands;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Imaging;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Tests;

/// <summary>The command strotss.</summary>
public sealed class StrotssTests : IDisposable
{
    private const string Quick = "--encoder encoder --size 48 --iterations 3 --samples 64 --style-samples 64";
    private readonly Samples samples = new();

    public void Dispose() => samples.Dispose();

    [Fact]
    public void Words_become_options()
    {
        StrotssRequest request = Bind("p.jpg s.jpg --alpha 0.5 --regions a.png b.png --points p.json --size 300 --smallest-side 50 --iterations 70 --samples 500 --style-samples 600 --learning-rate 0.003 "
            + "--palette yuv --smallest-region 0.01 --point-weight 7 --point-spacing 0.02 --layers relu1_1,relu2_1 --as-published --seed 4 --snapshot 9 --log l.csv --bit-depth 16 -o out.tif");
        Assert.Equal(("p.jpg", "s.jpg", "a.png", "b.png", "p.json", "out.tif", 16, "l.csv"),
            (request.Content, request.Style, request.ContentRegions, request.StyleRegions, request.Points, request.Output, request.BitDepth, request.Log));
        Assert.Equal(["relu1_1", "relu2_1"], request.Options.Layers);
        Assert.Equal(
            new StrotssOptions
            {
                Engine = request.Options.Engine,
                Layers = request.Options.Layers,
                LongSide = 300,
                SmallestSide = 50,
                Iterations = 70,
                Alpha = 0.5,
                Samples = 500,
                StyleSamples = 600,
                LearningRate = 0.003,
                Palette = PaletteSpace.Yuv,
                SmallestRegion = 0.01,
                PointWeight = 7,
                PointSpacing = 0.02,
                AsPublished = true,
                Seed = 4,
                SnapshotEvery = 9,
            },
            request.Options);
        Assert.Equal((250, 5000), (Bind("p.jpg s.jpg --as-published").Options.Iterations, Bind("p.jpg s.jpg --as-published").Options.StyleSamples));
        Assert.Equal([0, 0.25, 1], Bind("p.jpg s.jpg --alpha-table 0,0.25,1").AlphaTable);
    }

    [Fact]
    public async Task Regions_and_points_paint_together_and_the_report_repeats_the_run()
    {
        string here = samples.Save("here.png", 72, 50, (x, _, c) => x < 36 ? c / 2f : 0.2f), there = samples.Save("there.png", 64, 64, (x, _, c) => x >= 20 ? c / 2f : 0.2f);
        File.WriteAllText(samples.At("pairs.json"), "[{\"content\": [10, 10], \"style\": [50, 30]}]");
        string first = samples.At("out.png"), again = samples.At("again.png");
        (ExitCode code, string output, string error) = await Shell.Run([.. Words($"strotss {{0}}/content.png {{0}}/style.png {Quick} --points {{0}}/pairs.json --snapshot 2"), "--regions", here, there, "-o", first]);
        Assert.True(code == ExitCode.Done, error);
        Assert.Equal(first + "\n", output);
        Assert.Contains("% of the content", error, StringComparison.Ordinal);
        Assert.True(File.Exists(samples.At("out-0-0002.png")));
        RunReport report = RunReport.FromJson(File.ReadAllText(samples.At("out.json")));
        Assert.Equal(["content", "style", "content regions", "style regions", "points"], report.Inputs.Select(input => input.Role));
        (code, _, error) = await Shell.Run("strotss", "--from", samples.At("out.json"), "-o", again, "--quiet");
        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.Equal(ImageFile.Load(first).Planar, ImageFile.Load(again).Planar);
    }

    [Fact]
    public async Task Stopped_it_keeps_a_checkpoint_that_goes_on()
    {
        using CancellationTokenSource stop = new();
        Hook error = new(" 50 %", stop.Cancel);
        string target = samples.At("out.png");
        StringWriter written = new();
        string[] line = [.. Words("strotss {0}/content.png {0}/style.png --encoder encoder --size 48 --iterations 12 --samples 64 --style-samples 64"), "-o", target];
        ExitCode code = await CommandLineProgram.InvokeAsync(line, written, error, cancellationToken: stop.Token);
        Assert.True(code == ExitCode.Cancelled, error.ToString());
        Assert.Contains("Stopping: the picture so far and a checkpoint will be written", error.ToString(), StringComparison.Ordinal);
        (code, string output, string said) = await Shell.Run("strotss", "--resume", samples.At("out.checkpoint"), "-o", target, "--quiet");
        Assert.Equal((ExitCode.Done, target + "\n", ""), (code, output, said));
        Assert.False(File.Exists(samples.At("out.checkpoint")));
        Assert.Equal(12, RunReport.FromJson(File.ReadAllText(samples.At("out.json"))).Log.Count);
    }

    [Fact]
    public async Task A_table_has_a_row_for_each_alpha()
    {
        (ExitCode code, string output, string error) = await Shell.Run([.. Words($"strotss {{0}}/content.png {{0}}/style.png {Quick} --alpha-table 0,1"), "-o", samples.At("table.png")]);
        Assert.True(code == ExitCode.Done, error);
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("alpha  self-similarity  style", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("1 ", lines[2], StringComparison.Ordinal);
        Assert.True(ImageFile.Inspect(lines[3]).Width > 400);
    }

    [Theory]
    [InlineData("{0}/no.png {0}/style.png", ExitCode.BadInputFile, "no.png")]
    [InlineData("{0}/content.png {0}/style.png --alpha -1", ExitCode.Usage, "--alpha is -1: expected a finite number of 0 or more")]
    [InlineData("{0}/content.png {0}/style.png --samples 2", ExitCode.Usage, "--samples is 2: expected 16 to 16384")]
    [InlineData("{0}/content.png {0}/style.png --points {0}/no.json", ExitCode.BadInputFile, "no.json")]
    [InlineData("{0}/content.png {0}/style.png --points {0}/content.png", ExitCode.BadInputFile, "cannot be read")]
    [InlineData("{0}/content.png {0}/style.png --regions {0}/content.png", ExitCode.Usage, "--regions")]
    [InlineData("{0}/content.png {0}/style.png --palette lab", ExitCode.Usage, "rotation, yuv")]
    [InlineData("{0}/content.png {0}/style.png --alpha-table 1", ExitCode.Usage, "2 to 12 numbers")]
    [InlineData("{0}/content.png {0}/style.png --encoder encoder --layers conv9_9", ExitCode.Usage, "conv9_9")]
    [InlineData("{0}/content.png", ExitCode.Usage, "CONTENT and STYLE are needed")]
    public async Task A_mistake_is_one_sentence_and_a_code(string words, ExitCode expected, string part)
    {
        (ExitCode code, string output, string error) = await Shell.Run([.. Words($"strotss {words}"), "-o", samples.At("out.png")]);
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(part, error, StringComparison.Ordinal);
        Assert.False(File.Exists(samples.At("out.png")));
    }

    private static StrotssRequest Bind(string words)
    {
        StrotssOptionSet set = new();
        System.CommandLine.Command command = new("strotss");
        set.AddTo(command);
        return set.Bind(command.Parse(words));
    }

    private string[] Words(string line) => line.Replace("{0}", samples.Folder, StringComparison.Ordinal).Split(' ');
}

using OnnxStyle.Cli.Commands;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Tests;

/// <summary>The command photo.</summary>
public sealed class PhotoTests : IDisposable
{
    private const string Quick = "--encoder encoder --size 48 --pyramid off --iterations 2";
    private readonly Samples samples = new();

    public PhotoTests()
    {
        samples.Save("content-mask.png", 36, 25, (x, _, c) => x < 18 ? 1 : c == 2 ? 1 : 0); // white and blue
        samples.Save("style-mask.png", 64, 64, (_, y, c) => y < 30 ? 1 : y < 50 && c < 2 ? 0 : c == 0 || y < 50 ? 1 : 0); // white, blue and red
        samples.Save("wrong-shape.png", 10, 40, (_, _, _) => 1);
    }

    public void Dispose() => samples.Dispose();

    [Fact]
    public void Words_become_options()
    {
        PhotoRequest request = Bind("p.jpg s.jpg --content-mask a.png --style-mask b.png --labels grey --size 300 --stages 1 --iterations 70 --later-iterations 30 --pyramid off --init noise --seed 4 "
            + "--content-weight 2 --style-weight 9 --lambda 3 --tv 1 --convention paper --matting-epsilon 1e-5 --style-scale 2 --content-layers relu3_1 --style-layers relu1_1,relu2_1=0.5 "
            + "--affine on --radius 9 --edge 0.1 --ridge 0.01 --refine on --refine-radius 4 --refine-epsilon 0.1 --snapshot 5 --max-memory 1GB --profile t.json --log l.csv --bit-depth 16 -o out.tif --pooling max");
        Assert.Equal(("p.jpg", "s.jpg", "a.png", "b.png", "grey", "out.tif", 16, "l.csv", "t.json"),
            (request.Content, request.Style, request.ContentMask, request.StyleMask, request.Labels, request.Output, request.BitDepth, request.Log, request.Profile));
        PhotoOptions options = request.Options;
        Assert.Equal([new LayerWeight("relu3_1")], options.ContentLayers);
        Assert.Equal([new LayerWeight("relu1_1"), new LayerWeight("relu2_1", 0.5)], options.StyleLayers);
        Assert.Equal(Pooling.Max, options.Engine.Pooling);
        Assert.Equal(
            new PhotoOptions
            {
                Engine = options.Engine,
                Optimizer = options.Optimizer,
                ContentLayers = options.ContentLayers,
                StyleLayers = options.StyleLayers,
                LongSide = 300,
                Stages = 1,
                Iterations = 70,
                LaterIterations = 30,
                Pyramid = false,
                Start = PhotoStart.Noise,
                Seed = 4,
                ContentWeight = 2,
                StyleWeight = 9,
                PhotorealismWeight = 3,
                TotalVariationWeight = 1,
                Convention = LossConvention.Paper,
                MattingEpsilon = 1e-5,
                StyleScale = 2,
                Affine = true,
                LocalAffine = new LocalAffineOptions { Radius = 9, Edge = 0.1, Ridge = 0.01 },
                Refine = true,
                Refinement = new GuidedFilterOptions { Radius = 4, Epsilon = 0.1 },
                SnapshotEvery = 5,
                MaxMemoryBytes = 1_000_000_000,
            },
            options);
    }

    [Fact]
    public void Presets_give_way_to_what_is_said()
    {
        Assert.Equal(256, Bind("p.jpg s.jpg --preset quick").Options.LongSide);
        Assert.Equal(99, Bind("p.jpg s.jpg --preset quick --size 99").Options.LongSide);
        Assert.Equal((700, LossConvention.NeuralStyle, true), Bind("p.jpg s.jpg --as-published").Options is PhotoOptions published ? (published.LongSide, published.Convention, published.GradientOnly) : default);
    }

    [Fact]
    public async Task A_run_writes_its_files_and_can_be_repeated()
    {
        string first = samples.At("out.png"), again = samples.At("again.png");
        (ExitCode code, string output, string error) = await Shell.Run(
            [.. Words($"photo {{0}}/content.png {{0}}/style.png --content-mask {{0}}/content-mask.png --style-mask {{0}}/style-mask.png {Quick} --stages 2 --snapshot 2"), "-o", first, "--log", samples.At("log.csv"), "--profile", samples.At("trace.json")]);
        Assert.True(code == ExitCode.Done, error);
        Assert.Equal(first + "\n", output);
        Assert.Contains("class 'red' of the style", error, StringComparison.Ordinal);
        Assert.Contains("photorealism", File.ReadAllText(samples.At("log.csv")), StringComparison.Ordinal);
        Assert.Contains("matting Laplacian", File.ReadAllText(samples.At("trace.json")), StringComparison.Ordinal);
        Assert.True(File.Exists(samples.At("out-1-0002.png")));
        RunReport report = RunReport.FromJson(File.ReadAllText(samples.At("out.json")));
        Assert.Equal(("photo", 4), (report.Method, report.Inputs.Count));
        (code, _, error) = await Shell.Run("photo", "--from", samples.At("out.json"), "-o", again, "--quiet");
        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.Equal(ImageFile.Load(first).Planar, ImageFile.Load(again).Planar);
    }

    [Fact]
    public async Task The_fast_mode_takes_a_stylised_picture_and_its_report_repeats_it()
    {
        string first = samples.At("fast.png"), again = samples.At("again.png");
        (ExitCode code, string output, string error) = await Shell.Run(
            [.. Words("photo {0}/content.png {0}/style.png --fast --stylised {0}/content.png --strength 100 --size 48"), "-o", first]);
        Assert.True(code == ExitCode.Done, error);
        Assert.Equal(first + "\n", output);
        (code, _, error) = await Shell.Run("photo", "--from", samples.At("fast.json"), "-o", again, "--quiet");
        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.Equal(ImageFile.Load(first).Planar, ImageFile.Load(again).Planar);
    }

    [Fact]
    public async Task Scores_are_a_table_or_json()
    {
        string line = "photo-score {0}/content.png {0}/content.png --content {0}/content.png --style {0}/style.png --size 48 --encoder encoder --content-mask {0}/content-mask.png --style-mask {0}/style-mask.png";
        (ExitCode code, string output, string error) = await Shell.Run(Words(line));
        Assert.True(code == ExitCode.Done, error);
        string[] rows = output.TrimEnd().Split('\n');
        Assert.Equal(3, rows.Length);
        Assert.Contains("matting energy", rows[0], StringComparison.Ordinal);
        Assert.EndsWith("1.000", rows[1], StringComparison.Ordinal);
        (code, output, _) = await Shell.Run([.. Words(line), "--json", "--quiet"]);
        Assert.Equal(2, System.Text.Json.JsonDocument.Parse(output).RootElement.GetProperty("pictures").GetArrayLength());
    }

    [Theory]
    [InlineData("{0}/no.png --content {0}/content.png --style {0}/style.png", ExitCode.BadInputFile, "no.png")]
    [InlineData("{0}/style.png --content {0}/content.png --style {0}/style.png", ExitCode.Usage, "the content's shape")]
    [InlineData("{0}/content.png --content {0}/content.png", ExitCode.Usage, "--style")]
    [InlineData("{0}/content.png --content {0}/content.png --style {0}/style.png --style-mask {0}/style-mask.png", ExitCode.Usage, "--style-mask stands alone")]
    [InlineData("{0}/content.png --content {0}/content.png --style {0}/style.png --size 9", ExitCode.Usage, "--size is 9")]
    public async Task A_mistake_in_scoring_is_one_sentence_and_a_code(string words, ExitCode expected, string part)
    {
        (ExitCode code, string output, string error) = await Shell.Run(Words($"photo-score {words} --encoder encoder"));
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(part, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopped_it_keeps_the_best_picture()
    {
        using CancellationTokenSource stop = new();
        Hook error = new(" 20 %", stop.Cancel);
        string target = samples.At("out.png");
        StringWriter written = new();
        ExitCode code = await CommandLineProgram.InvokeAsync(
            [.. Words("photo {0}/content.png {0}/style.png --encoder encoder --size 48 --pyramid off --iterations 50"), "-o", target], written, error, cancellationToken: stop.Token);
        Assert.True(code == ExitCode.Cancelled, error.ToString());
        Assert.True(File.Exists(target) && File.Exists(samples.At("out.json")));
    }

    [Theory]
    [InlineData("{0}/no.png {0}/style.png", ExitCode.BadInputFile, "no.png")]
    [InlineData("{0}/content.png", ExitCode.Usage, "CONTENT and STYLE are needed")]
    [InlineData("{0}/content.png {0}/style.png --lambda -1", ExitCode.Usage, "--lambda is -1")]
    [InlineData("{0}/content.png {0}/style.png --stages 3", ExitCode.Usage, "--stages is 3: expected 1 or 2")]
    [InlineData("{0}/content.png {0}/style.png --content-mask {0}/content-mask.png", ExitCode.Usage, "--content-mask stands alone")]
    [InlineData("{0}/content.png {0}/style.png --stylised {0}/style.png", ExitCode.Usage, "--stylised is for --fast")]
    [InlineData("{0}/content.png {0}/style.png --fast --stylised {0}/wrong-shape.png", ExitCode.Usage, "made from this content")]
    [InlineData("{0}/content.png {0}/style.png --fast --lambda 3 --init noise", ExitCode.Usage, "--init, --lambda: no effect with --fast")]
    [InlineData("{0}/content.png {0}/style.png --radius 9", ExitCode.Usage, "--radius: no effect without --affine on")]
    [InlineData("{0}/content.png {0}/style.png --fast --strength -1", ExitCode.Usage, "--strength is -1")]
    [InlineData("{0}/content.png {0}/style.png --fast --as-published", ExitCode.Usage, "exclude each other")]
    [InlineData("{0}/content.png {0}/style.png --labels grey", ExitCode.Usage, "give --content-mask and --style-mask")]
    [InlineData("{0}/content.png {0}/style.png --content-mask {0}/content.png --style-mask {0}/style-mask.png", ExitCode.BadInputFile, "as in a photograph")]
    [InlineData("{0}/content.png {0}/style.png --content-mask {0}/wrong-shape.png --style-mask {0}/style-mask.png", ExitCode.Usage, "another shape than the content's")]
    [InlineData("{0}/content.png {0}/style.png --content-mask {0}/style-mask.png --style-mask {0}/content-mask.png", ExitCode.Usage, "are swapped")]
    [InlineData("{0}/content.png {0}/style.png --content-mask {0}/content-mask.png --style-mask {0}/style-mask.png --labels {0}/none.json", ExitCode.BadInputFile, "none.json")]
    [InlineData("{0}/content.png {0}/style.png --from {0}/none.json", ExitCode.BadInputFile, "none.json")]
    [InlineData("{0}/content.png {0}/style.png -o {0}/style.png", ExitCode.Usage, "is an input, too")]
    public async Task A_mistake_is_one_sentence_and_a_code(string words, ExitCode expected, string part)
    {
        string[] typed = Words($"photo --encoder encoder {words}");
        (ExitCode code, string output, string error) = await Shell.Run(typed.Contains("-o") ? typed : [.. typed, "-o", samples.At("out.png")]);
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(part, error, StringComparison.Ordinal);
        Assert.False(File.Exists(samples.At("out.png")));
    }

    private static PhotoRequest Bind(string words)
    {
        PhotoOptionSet set = new();
        System.CommandLine.Command command = new("photo");
        set.AddTo(command);
        return set.Bind(command.Parse(words));
    }

    private string[] Words(string line) => line.Replace("{0}", samples.Folder, StringComparison.Ordinal).Split(' ');
}

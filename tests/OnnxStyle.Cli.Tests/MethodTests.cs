using System.Text.Json;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Imaging;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Tests;

/// <summary>The commands reconstruct, texture and score.</summary>
public sealed class MethodTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("onnxstyle-methods-").FullName;

    public void Dispose() => Directory.Delete(folder, true);

    [Fact]
    public void Words_of_reconstruct_become_options()
    {
        ReconstructOptionSet set = new();
        System.CommandLine.Command command = new("reconstruct");
        set.AddTo(command);
        (ReconstructOptions options, Commands.PictureRequest files) = set.Bind(command.Parse("in.png --layer relu2_1 --method gatys --size 96 --iterations 7 --tv 3 --prior 1e-9 --seed 5 --threads 1 -o out.jpg --log losses.csv"));
        Assert.Equal(new ReconstructOptions
        {
            Engine = options.Engine,
            Layer = "relu2_1",
            Method = ReconstructionMethod.Gatys,
            LongSide = 96,
            Iterations = 7,
            TotalVariationWeight = 3,
            PriorWeight = 1e-9,
            Seed = 5,
        }, options);
        Assert.Equal(1, options.Engine.Threads);
        Assert.Equal(new Commands.PictureRequest { Input = "in.png", Output = "out.jpg", Log = "losses.csv" }, files);
    }

    [Fact]
    public void Words_of_texture_become_options()
    {
        TextureOptionSet set = new();
        System.CommandLine.Command command = new("texture");
        set.AddTo(command);
        (TextureOptions options, Commands.PictureRequest files) = set.Bind(command.Parse("in.png --layers conv1_1,pool2=0.5 --size 64+ --width 80 --height 48 --iterations 9 --history 4 --bounds off --match-histogram off --convention paper --bit-depth 16 --optimizer adam --learning-rate 0.05 --ema 0.5"));
        Assert.Equal([new LayerWeight("conv1_1"), new LayerWeight("pool2", 0.5)], options.Layers);
        Assert.Equal((64, 80, 48, 9, 4), (options.AreaSide, options.Width, options.Height, options.Iterations, options.Optimizer.History));
        Assert.Equal((OptimizerKind.Adam, 0.05, 0.5, false), (options.Optimizer.Kind, options.Optimizer.LearningRate, options.Optimizer.Averaging, options.Optimizer.BoxBounds));
        Assert.Equal((false, false, LossConvention.Paper), (options.BoxBounds, options.MatchHistogram, options.Convention));
        Assert.Equal(new Commands.PictureRequest { Input = "in.png", Output = "texture.png", BitDepth = 16 }, files);
    }

    [Fact]
    public void Texture_remembers_as_many_pairs_as_its_paper_and_keeps_the_range_of_its_sample()
    {
        TextureOptionSet set = new();
        System.CommandLine.Command command = new("texture");
        set.AddTo(command);
        TextureOptions options = set.Bind(command.Parse("in.png")).Options;
        Assert.Equal((20, true), (options.Optimizer.History, options.BoxBounds));
        Assert.Contains("[default: 20]", Assert.Single(command.Options, option => option.Name == "--history").Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("--size native", null)]
    [InlineData("--size 300", 300)]
    public void Words_of_score_become_options(string words, int? side)
    {
        ScoreOptionSet set = new();
        System.CommandLine.Command command = new("score");
        set.AddTo(command);
        (ScoreOptions options, string picture, string content, string style) = set.Bind(command.Parse($"p.png --content c.png --style s.png --content-layers none --style-weight 3 {words}"));
        Assert.Equal(("p.png", "c.png", "s.png"), (picture, content, style));
        Assert.Empty(options.ContentLayers);
        Assert.Equal((side, 3, LossConvention.Inner), (options.Size, options.StyleWeight, options.Convention));
    }

    [Theory]
    [InlineData("reconstruct {0}/no.png -o {0}/out.png", ExitCode.BadInputFile, "no.png")]
    [InlineData("reconstruct {0}/a.png --encoder encoder --layer conv9_9 -o {0}/out.png", ExitCode.Usage, "conv9_9")]
    [InlineData("reconstruct {0}/a.png --size 8 -o {0}/out.png", ExitCode.Usage, "16 to 16384")]
    [InlineData("reconstruct {0}/a.png -o {0}/out.bmp", ExitCode.Usage, ".bmp")]
    [InlineData("reconstruct {0}/a.png --encoder encoder --size 16 --layer conv5_4 --method deepest -o {0}/out.png", ExitCode.Usage, "gatys, mahendran")]
    [InlineData("texture {0}/no.png -o {0}/out.png", ExitCode.BadInputFile, "no.png")]
    [InlineData("texture {0}/a.png --encoder encoder --layers conv1_1,pool9 -o {0}/out.png", ExitCode.Usage, "pool9")]
    [InlineData("texture {0}/a.png --layers conv1_1,,pool1 -o {0}/out.png", ExitCode.Usage, "no layer")]
    [InlineData("texture {0}/a.png --width 3 -o {0}/out.png", ExitCode.Usage, "16 to 16384")]
    [InlineData("score {0}/a.png --content {0}/no.png --style {0}/a.png", ExitCode.BadInputFile, "no.png")]
    [InlineData("score {0}/a.png --content {0}/a.png --style {0}/a.png --size 512+", ExitCode.Usage, "native or pixels")]
    [InlineData("score {0}/a.png --content {0}/a.png", ExitCode.Usage, "--style")]
    public async Task A_mistake_is_one_sentence_and_a_code_and_leaves_no_picture(string line, ExitCode expected, string part)
    {
        Picture("a.png", 52, 37);
        (ExitCode code, string output, string error) = await Shell.Run(Line(line));
        Assert.Equal(expected, code);
        Assert.Equal("", output);
        Assert.Contains(part, error, StringComparison.Ordinal);
        Assert.Equal(["a.png"], Directory.GetFiles(folder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("gatys")]
    [InlineData("mahendran")]
    public async Task Reconstruct_prints_its_error_and_then_the_path_alone(string method)
    {
        Picture("a.png", 52, 37);
        (ExitCode code, string output, string error) = await Shell.Run(Line($"reconstruct {{0}}/a.png --layer conv2_1 --method {method} --encoder encoder --size 48 --iterations 2 -o {{0}}/out.png"));
        Assert.True(code == ExitCode.Done, error);
        string[] lines = output.Split('\n');
        Assert.StartsWith("relativeError 0.", lines[0], StringComparison.Ordinal);
        Assert.Equal([Path.Combine(folder, "out.png"), ""], lines[1..]);
        Assert.Contains("100 %", error, StringComparison.Ordinal);
        Image picture = ImageFile.Load(lines[1]);
        Assert.Equal((48, 34), (picture.Width, picture.Height));
        Assert.Equal("reconstruct", RunReport.FromJson(File.ReadAllText(Path.Combine(folder, "out.json"))).Method);
    }

    [Fact]
    public async Task Texture_has_the_size_that_was_asked_for()
    {
        Picture("a.png", 52, 37);
        (ExitCode code, string output, string error) = await Shell.Run(Line("texture {0}/a.png --layers conv1_1,pool1 --encoder encoder --size 48 --width 50 --height 35 --iterations 2 --log {0}/log.csv -o {0}/out.png --quiet"));
        Assert.True(code == ExitCode.Done, error);
        Assert.Equal((Path.Combine(folder, "out.png") + "\n", ""), (output, error));
        Image picture = ImageFile.Load(Path.Combine(folder, "out.png"));
        Assert.Equal((50, 35), (picture.Width, picture.Height));
        Assert.Equal(3, File.ReadAllLines(Path.Combine(folder, "log.csv")).Length);
    }

    [Fact]
    public async Task Score_of_a_picture_as_its_own_content_and_style_is_zero_and_else_positive()
    {
        Picture("a.png", 52, 37);
        Picture("b.png", 48, 48);
        string own = await Score("a.png"), other = await Score("b.png");
        using JsonDocument zero = JsonDocument.Parse(own), some = JsonDocument.Parse(other);
        Assert.Equal(0, zero.RootElement.GetProperty("total").GetDouble(), 1e-6); // rounding of float32 sums
        Assert.True(some.RootElement.GetProperty("total").GetDouble() > 1e-3, other);
        Assert.True(some.RootElement.GetProperty("gradient_l2").GetDouble() > 0, other);
        Assert.True(some.RootElement.GetProperty("content").GetProperty("conv4_2").GetDouble() > 0, other);
        Assert.Equal(5, some.RootElement.GetProperty("style").EnumerateObject().Count());
    }

    [Theory]
    [InlineData("reconstruct {0}/a.png --encoder encoder --size 48 -o {0}/out.png")]
    [InlineData("texture {0}/a.png --encoder encoder --size 48 -o {0}/out.png")]
    [InlineData("score {0}/a.png --encoder encoder --content {0}/a.png --style {0}/a.png")]
    public async Task A_command_that_is_stopped_says_so(string line)
    {
        Picture("a.png", 52, 37);
        using CancellationTokenSource stop = new();
        await stop.CancelAsync();
        (ExitCode code, _, _) = await Shell.Run(stop.Token, Line(line));
        Assert.Equal(ExitCode.Cancelled, code);
    }

    private async Task<string> Score(string reference)
    {
        (ExitCode code, string output, string error) = await Shell.Run(Line($"score {{0}}/a.png --content {{0}}/{reference} --style {{0}}/{reference} --encoder encoder"));
        Assert.True(code == ExitCode.Done, error);
        return output;
    }

    private string[] Line(string line) => [.. line.Split(' ').Select(word => word.Replace("{0}", folder, StringComparison.Ordinal))];

    private void Picture(string name, int width, int height)
    {
        Image image = new(width, height);
        for (int i = 0; i < image.Planar.Length; i++) image.Planar[i] = 0.5f + (0.4f * MathF.Sin(i * (0.37f + (0.001f * width))));
        ImageFile.Save(image, Path.Combine(folder, name));
    }
}

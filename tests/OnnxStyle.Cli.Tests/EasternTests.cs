using OnnxStyle.Cli.Commands;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Imaging;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Tests;

/// <summary>The command eastern.</summary>
public sealed class EasternTests : IDisposable
{
    private const string Quick = "--encoder encoder --size 48 --pyramid off --iterations 2 --front-steps 1 --front-size 32";
    private readonly Samples samples = new();

    public void Dispose() => samples.Dispose();

    [Fact]
    public void Words_become_options()
    {
        EasternRequest request = Bind("p.jpg s.jpg --size 300 --iterations 70 --later-iterations 30 --pyramid off --start drawing --luminance off --paper 45 --wash 0.3 --line-width 7 --line-darkness 0.6 "
            + "--content-weight 2 --style-weight 9 --edge-weight 3 --tv 1 --style-scale 2 --content-layers relu3_1 --style-layers relu1_1,relu2_1=0.5 --seed 4 "
            + "--front-channels 5 --front-training joint --snapshot 9 --front-kernel 7 --front-steps 11 --front-init random --front-rate 0.01 --front-anchor 2 --front-size 99 "
            + "--edge-sigma 2 --edge-low 60 --edge-high 85 --edge-floor 9 --edge-min-length 6 --save-front f.safetensors --front g.safetensors --sheet sheet.png --log l.csv --bit-depth 16 -o out.tif");
        Assert.Equal(("p.jpg", "s.jpg", "out.tif", 16, "l.csv", "sheet.png", "g.safetensors", "f.safetensors"),
            (request.Photo, request.Painting, request.Output, request.BitDepth, request.Log, request.Sheet, request.Front, request.SaveFront));
        EasternOptions options = request.Options;
        Assert.Equal([new LayerWeight("relu3_1")], options.ContentLayers);
        Assert.Equal([new LayerWeight("relu1_1"), new LayerWeight("relu2_1", 0.5)], options.StyleLayers);
        Assert.Equal(
            new EasternOptions
            {
                Engine = options.Engine,
                Optimizer = options.Optimizer,
                ContentLayers = options.ContentLayers,
                StyleLayers = options.StyleLayers,
                Edges = new EdgeOptions { Sigma = 2, Low = 60, High = 85, Floor = 9, MinimumLength = 6 },
                Front = new FrontLayerOptions { Channels = 5, KernelSize = 7, Schedule = FrontSchedule.Joint, TrainingSteps = 11, Initialization = FrontInitialization.Random, LearningRate = 0.01, Anchor = 2, TrainingSide = 99 },
                LongSide = 300,
                Iterations = 70,
                LaterIterations = 30,
                Pyramid = false,
                Start = EasternStart.Drawing,
                Luminance = false,
                PaperPercentile = 45,
                Wash = 0.3,
                LineWidth = 7,
                LineDarkness = 0.6,
                ContentWeight = 2,
                StyleWeight = 9,
                EdgeWeight = 3,
                TotalVariationWeight = 1,
                StyleScale = 2,
                Seed = 4,
                SnapshotEvery = 9,
            },
            options);
    }

    [Fact]
    public void A_preset_gives_way_to_what_is_said()
    {
        Assert.Equal(EasternOptions.For(EasternPreset.Color).Wash, Bind("p.jpg s.jpg --preset color").Options.Wash);
        EasternOptions both = Bind("p.jpg s.jpg --preset color --wash 0.1").Options;
        Assert.Equal((0.1, false), (both.Wash, both.Luminance));
        Assert.True(Bind("p.jpg s.jpg").Options.Luminance);
    }

    [Fact]
    public async Task A_painting_its_report_its_layer_and_its_sheet_come_out_and_the_layer_works_again()
    {
        string first = samples.At("out.png"), second = samples.At("again.png"), sheet = samples.At("sheet.png"), layer = samples.At("front.safetensors");
        (ExitCode code, string output, string error) = await Shell.Run([.. Words($"eastern {{0}}/content.png {{0}}/style.png {Quick}"), "-o", first, "--sheet", sheet, "--save-front", layer]);
        Assert.True(code == ExitCode.Done, error);
        Assert.Equal(first + "\n", output);
        Assert.Contains("behind the front layer", error, StringComparison.Ordinal);
        RunReport report = RunReport.FromJson(File.ReadAllText(samples.At("out.json")));
        Assert.Equal("eastern", report.Method);
        Assert.Equal(["content.png", "style.png"], report.Inputs.Select(input => Path.GetFileName(input.Path)));
        Assert.True(ImageFile.Inspect(sheet).Width > 3 * 160);
        (code, _, error) = await Shell.Run([.. Words($"eastern {{0}}/content.png {{0}}/style.png {Quick}"), "-o", second, "--front", layer, "--quiet"]);
        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.Equal(ImageFile.Load(first).Planar, ImageFile.Load(second).Planar);
    }

    [Fact]
    public async Task Stopped_it_keeps_the_best_picture_and_goes_on_to_the_bits_of_an_uninterrupted_run()
    {
        using CancellationTokenSource stop = new();
        Hook error = new(" 50 %", stop.Cancel);
        string target = samples.At("out.png");
        StringWriter written = new();
        string[] line = Words("eastern {0}/content.png {0}/style.png --encoder encoder --size 48 --pyramid off --iterations 20 --front-steps 2 --front-size 32");
        ExitCode code = await CommandLineProgram.InvokeAsync([.. line, "-o", target], written, error, cancellationToken: stop.Token);
        Assert.True(code == ExitCode.Cancelled, error.ToString());
        Assert.Contains("Stopping: the best picture so far and a checkpoint will be written", error.ToString(), StringComparison.Ordinal);
        Assert.True(File.Exists(target) && File.Exists(samples.At("out.json")));
        string whole = samples.At("whole.png"), checkpoint = samples.At("out.checkpoint");
        (code, _, string said) = await Shell.Run("eastern", "--resume", checkpoint, "-o", target);
        Assert.True(code == ExitCode.Done, said);
        Assert.Contains("Going on at size 1, after iteration", said, StringComparison.Ordinal);
        Assert.False(File.Exists(checkpoint));
        Assert.Equal(ExitCode.Done, (await Shell.Run([.. line, "-o", whole])).Code);
        Assert.Equal(ImageFile.Load(whole).Planar, ImageFile.Load(target).Planar);
    }

    [Fact]
    public async Task A_photograph_without_edges_is_said_in_words_of_the_command_line()
    {
        samples.Save("empty.png", 48, 40, (_, _, _) => 0.5f);
        (ExitCode code, _, string error) = await Shell.Run("eastern", samples.At("empty.png"), samples.Style, "--encoder", "encoder", "--size", "48", "--pyramid", "off", "--iterations", "1", "--front-channels", "0", "-o", samples.At("empty-painted.png"));
        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("lower --edge-high or --edge-floor", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{0}/no.png {0}/style.png", ExitCode.BadInputFile, "no.png")]
    [InlineData("{0}/content.png {0}/style.png --wash 2", ExitCode.Usage, "--wash is 2: expected 0 to 1")]
    [InlineData("{0}/content.png {0}/style.png --front-kernel 4", ExitCode.Usage, "--front-kernel is 4: expected an odd number")]
    [InlineData("{0}/content.png {0}/style.png --edge-low 95", ExitCode.Usage, "--edge-low is 95")]
    [InlineData("{0}/content.png {0}/style.png --preset oil", ExitCode.Usage, "ink, color")]
    [InlineData("{0}/content.png {0}/style.png --encoder encoder --front {0}/content.png", ExitCode.BadModel, "content.png")]
    [InlineData("{0}/content.png {0}/style.png --save-front front.onnx", ExitCode.Usage, "must end with .safetensors")]
    [InlineData("{0}/content.png {0}/style.png --front-channels 0 --save-front front.safetensors", ExitCode.Usage, "no front layer to save")]
    [InlineData("{0}/content.png {0}/style.png --encoder encoder --style-layers conv9_9", ExitCode.Usage, "conv9_9")]
    [InlineData("{0}/content.png {0}/style.png --sheet {0}/style.png", ExitCode.Usage, "is an input, too")]
    [InlineData("{0}/content.png", ExitCode.Usage, "PHOTO and PAINTING are needed")]
    [InlineData("{0}/content.png {0}/style.png --snapshot -1", ExitCode.Usage, "--snapshot is -1: expected 0 or more")]
    [InlineData("{0}/content.png {0}/style.png --front-training twice", ExitCode.Usage, "expected before, joint")]
    [InlineData("--resume {0}/no.checkpoint", ExitCode.BadInputFile, "no.checkpoint")]
    [InlineData("--resume {0}/content.png", ExitCode.BadInputFile, "content.png")]
    [InlineData("--resume {0}/no.checkpoint --wash 0.3", ExitCode.Usage, "--wash: no effect with --resume")]
    public async Task A_mistake_is_one_sentence_and_a_code(string words, ExitCode expected, string part)
    {
        (ExitCode code, string output, string error) = await Shell.Run([.. Words($"eastern {words}"), "-o", samples.At("out.png")]);
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(part, error, StringComparison.Ordinal);
        Assert.False(File.Exists(samples.At("out.png")));
    }

    private static EasternRequest Bind(string words)
    {
        EasternOptionSet set = new();
        System.CommandLine.Command command = new("eastern");
        set.AddTo(command);
        return set.Bind(command.Parse(words));
    }

    private string[] Words(string line) => line.Replace("{0}", samples.Folder, StringComparison.Ordinal).Split(' ');
}

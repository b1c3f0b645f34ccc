using OnnxStyle.Cli.Commands;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Imaging;

namespace OnnxStyle.Cli.Tests;

/// <summary>The command affine.</summary>
public sealed class AffineTests : IDisposable
{
    private readonly Samples samples = new();

    public void Dispose() => samples.Dispose();

    [Fact]
    public void Words_become_options()
    {
        AffineOptionSet set = new();
        System.CommandLine.Command command = new("affine");
        set.AddTo(command);
        AffineRequest request = set.Bind(command.Parse("in.jpg --content c.jpg --radius 7 --edge 0.05 --ridge 1e-4 --refine after --refine-radius 4 --refine-epsilon 0.02 --bit-depth 16 -o out.tif"));
        Assert.Equal(("in.jpg", "c.jpg", "out.tif", 16, RefineMode.After), (request.Stylised, request.Content, request.Output, request.BitDepth, request.Refine));
        Assert.Equal(new LocalAffineOptions { Radius = 7, Edge = 0.05, Ridge = 1e-4 }, request.Options);
        Assert.Equal(new GuidedFilterOptions { Radius = 4, Epsilon = 0.02 }, request.Refinement);
        AffineRequest plain = set.Bind(command.Parse("in.jpg --content c.jpg"));
        Assert.Equal(new AffineRequest { Stylised = "in.jpg", Content = "c.jpg", Output = "affine.png" }, plain);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("after")]
    [InlineData("only")]
    public async Task A_picture_and_its_path_come_out(string refine)
    {
        string stylised = samples.Save("stylised.png", 72, 50, (x, y, c) => 0.3f + (0.05f * ((x + y) % 4)) + (0.1f * c)), target = samples.At("out.png");
        (ExitCode code, string output, string error) = await Shell.Run("affine", stylised, "--content", samples.Content, "--refine", refine, "-o", target);
        Assert.True(code == ExitCode.Done, error);
        Assert.Equal((target + "\n", ""), (output, error));
        Image picture = ImageFile.Load(stylised), content = ImageFile.Load(samples.Content);
        Image expected = refine == "only" ? picture : LocalAffineFilter.Of(picture, content, cancellationToken: TestContext.Current.CancellationToken);
        if (refine != "none") expected = GuidedFilter.Refine(expected, content, cancellationToken: TestContext.Current.CancellationToken);
        Image found = ImageFile.Load(target);
        for (int i = 0; i < found.Planar.Length; i++) Assert.Equal(Math.Clamp(expected.Planar[i], 0, 1), found.Planar[i], 1 / 254f); // 8 bits
    }

    [Fact]
    public async Task A_photograph_of_another_size_is_scaled_and_that_is_said()
    {
        string half = samples.Save("half.png", 36, 25, (x, y, c) => 0.5f), target = samples.At("out.png");
        (ExitCode code, _, string error) = await Shell.Run("affine", half, "--content", samples.Content, "-o", target);
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("scaled from 72 x 50 to 36 x 25", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{0}/no.png --content {0}/content.png", ExitCode.BadInputFile, "no.png")]
    [InlineData("{0}/content.png", ExitCode.Usage, "--content")]
    [InlineData("{0}/style.png --content {0}/content.png", ExitCode.Usage, "content.png is 72 x 50 pixels and")]
    [InlineData("{0}/content.png --content {0}/content.png --edge 0", ExitCode.Usage, "--edge is 0: expected 0.001 to 10")]
    [InlineData("{0}/content.png --content {0}/content.png --radius 300", ExitCode.Usage, "--radius is 300: expected 0 to 200 pixels")]
    [InlineData("{0}/content.png --content {0}/content.png --refine-radius 3", ExitCode.Usage, "--refine-radius has no effect with --refine none")]
    [InlineData("{0}/content.png --content {0}/content.png --refine yes", ExitCode.Usage, "expected none, after, only")]
    [InlineData("{0}/out.png --content {0}/content.png", ExitCode.Usage, "is an input, too")]
    public async Task A_mistake_is_one_sentence_and_a_code(string words, ExitCode expected, string part)
    {
        string[] line = ["affine", .. words.Replace("{0}", samples.Folder, StringComparison.Ordinal).Split(' '), "-o", samples.At("out.png")];
        (ExitCode code, string output, string error) = await Shell.Run(line);
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(part, error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n'), text => text.StartsWith("Error:", StringComparison.Ordinal));
        Assert.False(File.Exists(samples.At("out.png")));
    }
}

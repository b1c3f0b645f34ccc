using OnnxStyle.Cli.Commands;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Imaging;

namespace OnnxStyle.Cli.Tests;

/// <summary>The command edges.</summary>
public sealed class EdgesTests : IDisposable
{
    private readonly Samples samples = new();

    public void Dispose() => samples.Dispose();

    [Theory]
    [InlineData("", EdgeThreshold.Percentile, 75, 90)]
    [InlineData("--high 95", EdgeThreshold.Percentile, 75, 95)]
    [InlineData("--high 60", EdgeThreshold.Percentile, 30, 60)]
    [InlineData("--threshold value", EdgeThreshold.Value, 50, 100)]
    [InlineData("--threshold value --high 300", EdgeThreshold.Value, 150, 300)]
    [InlineData("--threshold value --low 10 --high 300", EdgeThreshold.Value, 10, 300)]
    public void Words_become_options(string words, EdgeThreshold threshold, double low, double high)
    {
        EdgesOptionSet set = new();
        System.CommandLine.Command command = new("edges");
        set.AddTo(command);
        EdgesRequest request = set.Bind(command.Parse($"in.jpg --sigma 2 --floor 8 --min-length 30 --draw black --size 200 -o out.tif {words}"));
        Assert.Equal(("in.jpg", "out.tif", EdgeDrawingKind.Black, "200"), (request.Photo, request.Output, request.Draw, request.Size!.ToString()));
        Assert.Equal(new EdgeOptions { Sigma = 2, Threshold = threshold, Low = low, High = high, Floor = 8, MinimumLength = 30 }, request.Options);
    }

    [Theory]
    [InlineData("white", 0f)]
    [InlineData("black", 1f)]
    [InlineData("over", 0.2f)]
    public async Task A_drawing_and_its_path_come_out(string draw, float background)
    {
        string photo = samples.Save("disc.png", 60, 44, (x, y, _) => ((x - 30) * (x - 30)) + ((y - 20) * (y - 20)) < 150 ? 0.9f : 0.2f), target = samples.At("out.png");
        (ExitCode code, string output, string error) = await Shell.Run("edges", photo, "--draw", draw, "-o", target);
        Assert.True(code == ExitCode.Done, error);
        Assert.Equal(target + "\n", output);
        Assert.Contains("60 x 44 pixels", error, StringComparison.Ordinal);
        Image drawing = ImageFile.Load(target);
        Assert.Equal(background, drawing.Planar[0], 0.01);
        Assert.InRange(drawing.Channel(0).ToArray().Count(v => Math.Abs(v - (draw == "white" ? 1 : 0)) < 0.01), 50, 110); // about the circumference, 77 pixels
    }

    [Theory]
    [InlineData("{0}/no.png", ExitCode.BadInputFile, "no.png")]
    [InlineData("{0}/content.png --low 95 --high 90", ExitCode.Usage, "--low is 95")]
    [InlineData("{0}/content.png --high 120", ExitCode.Usage, "--high is 120: expected 0 to 100 percent")]
    [InlineData("{0}/content.png --threshold percent", ExitCode.Usage, "Did you mean percentile?")]
    [InlineData("{0}/content.png --size big", ExitCode.Usage, "big")]
    [InlineData("{0}/content.png --min-length 0", ExitCode.Usage, "--min-length is 0: expected 1 or more")]
    public async Task A_mistake_is_one_sentence_and_a_code(string words, ExitCode expected, string part)
    {
        string[] line = ["edges", .. words.Replace("{0}", samples.Folder, StringComparison.Ordinal).Split(' '), "-o", samples.At("out.png")];
        (ExitCode code, string output, string error) = await Shell.Run(line);
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(part, error, StringComparison.Ordinal);
        Assert.False(File.Exists(samples.At("out.png")));
    }
}

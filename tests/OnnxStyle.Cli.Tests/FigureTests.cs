using OnnxStyle.Cli.Parsing;
using OnnxStyle.Imaging;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Tests;

/// <summary>The command figure.</summary>
public sealed class FigureTests : IDisposable
{
    private readonly Samples samples = new();

    public void Dispose() => samples.Dispose();

    [Fact]
    public void Words_become_options()
    {
        FigureOptionSet set = new();
        System.CommandLine.Command command = new("figure");
        set.AddTo(command);
        (FigureOptions options, string content, string style, string output) = set.Bind(command.Parse("c.png s.png --size 64 --iterations 5 --style-weights 0.5,1e3 --seed 9 --encoder encoder -o f.jpg"));
        Assert.Equal(("c.png", "s.png", "f.jpg"), (content, style, output));
        Assert.Equal((64, 5, 9, "encoder"), (options.LongSide, options.Iterations, options.Seed, options.Engine.Encoder));
        Assert.Equal([0.5, 1000], options.StyleWeights);
    }

    [Fact]
    public async Task A_sheet_and_its_path_come_out()
    {
        string sheet = samples.At("sheet.png");
        (ExitCode code, string output, string error) = await Shell.Run("figure", samples.Content, samples.Style, "--encoder", "encoder", "--size", "32", "--iterations", "1", "--style-weights", "10", "-o", sheet);
        Assert.True(code == ExitCode.Done, error);
        Assert.Equal(sheet + "\n", output);
        Assert.Contains("picture 15 of 15 (beta/alpha 10), iteration 1/1", error, StringComparison.Ordinal);
        Assert.True(ImageFile.Inspect(sheet).Width > 6 * 160); // five depths and the originals
    }

    [Theory]
    [InlineData("{0}/no.png {0}/style.png", ExitCode.BadInputFile, "no.png")]
    [InlineData("{0}/content.png {0}/style.png --size 8", ExitCode.Usage, "32 to 1024")]
    [InlineData("{0}/content.png {0}/style.png --style-weights 1,two", ExitCode.Usage, "'two' is no number")]
    [InlineData("{0}/content.png", ExitCode.Usage, "argument missing")]
    public async Task A_mistake_is_one_sentence_and_a_code(string words, ExitCode expected, string part)
    {
        string[] line = ["figure", .. words.Replace("{0}", samples.Folder, StringComparison.Ordinal).Split(' '), "-o", samples.At("sheet.png")];
        (ExitCode code, string output, string error) = await Shell.Run(line);
        Assert.Equal(expected, code);
        Assert.Equal("", output);
        Assert.Contains(part, error, StringComparison.Ordinal);
        Assert.False(File.Exists(samples.At("sheet.png")));
    }

    [Fact]
    public async Task Half_a_figure_is_none()
    {
        using CancellationTokenSource stop = new();
        Hook error = new(" 10 %", () => stop.Cancel());
        ExitCode code = await CommandLineProgram.InvokeAsync(
            ["figure", samples.Content, samples.Style, "--encoder", "encoder", "--size", "32", "--iterations", "3", "-o", samples.At("sheet.png")], TextWriter.Null, error, cancellationToken: stop.Token);
        Assert.Equal(ExitCode.Cancelled, code);
        Assert.Contains("half a figure is none, nothing will be written", error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(samples.At("sheet.png")));
    }
}

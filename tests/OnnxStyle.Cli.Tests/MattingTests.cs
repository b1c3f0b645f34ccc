using System.Text.Json;
using OnnxStyle.Cli.Commands;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Imaging;
using OnnxStyle.Kernels;

namespace OnnxStyle.Cli.Tests;

/// <summary>The command matting.</summary>
public sealed class MattingTests : IDisposable
{
    private readonly Samples samples = new();

    public void Dispose() => samples.Dispose();

    [Fact]
    public void Words_become_values()
    {
        MattingOptionSet set = new();
        System.CommandLine.Command command = new("matting");
        set.AddTo(command);
        Assert.Equal(new MattingRequest { Guide = "a.jpg", Output = "matting.png" }, set.Bind(command.Parse("a.jpg")));
        Assert.Equal(
            new MattingRequest { Guide = "a.jpg", Of = "b.jpg", Output = "m.tif", Size = ImageSize.LongSide(64), Epsilon = 1e-5, White = 0.02, Matrix = "l.mtx", Json = true },
            set.Bind(command.Parse("a.jpg --of b.jpg -o m.tif --size 64 --epsilon 1e-5 --white 0.02 --matrix l.mtx --json")));
    }

    [Fact]
    public async Task The_energy_and_a_map_of_it_come_out()
    {
        string target = samples.At("map.png"), stylised = samples.Save("stylised.png", 72, 50, (x, y, c) => x == 40 && y == 20 ? 1 : 0.2f + (0.1f * c));
        (ExitCode code, string output, string error) = await Shell.Run("matting", samples.Content, "--of", stylised, "--json", "-o", target);
        Assert.True(code == ExitCode.Done, error);
        using JsonDocument json = JsonDocument.Parse(output);
        double[] expected = MattingMap.Energies(ImageFile.Load(samples.Content).Planar, ImageFile.Load(stylised).Planar, 3, 50, 72);
        Assert.Equal(expected.Sum(), json.RootElement.GetProperty("total").GetDouble(), 1e-9);
        Assert.Equal(expected.Max(), json.RootElement.GetProperty("largest").GetDouble(), 1e-9);
        Image map = ImageFile.Load(target);
        Assert.Equal(Math.Min(1, Math.Sqrt(expected[(20 * 72) + 40] / 27) / 0.1), map.Planar[(20 * 72) + 40], 1 / 254.0);
        Assert.Equal(0, map.Planar[(10 * 72) + 10], 0.01);
        (code, output, _) = await Shell.Run("matting", samples.Content, "--of", stylised, "-o", target);
        Assert.Equal((ExitCode.Done, target), (code, output.TrimEnd('\n').Split('\n')[^1]));
        Assert.StartsWith("energy ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_picture_it_is_the_diagonal_and_the_matrix_can_be_had()
    {
        string flat = samples.Save("flat.png", 9, 8, (_, _, _) => 0.4f), target = samples.At("map.png"), matrix = samples.At("l.mtx");
        (ExitCode code, string output, string error) = await Shell.Run("matting", flat, "--matrix", matrix, "-o", target);
        Assert.True(code == ExitCode.Done, error);
        Assert.StartsWith("trace ", output, StringComparison.Ordinal);
        Assert.Equal(1, ImageFile.Load(target).Planar[(4 * 9) + 4], 1 / 254f); // 8 of 8: flat, nine windows
        string[] lines = await File.ReadAllLinesAsync(matrix, TestContext.Current.CancellationToken);
        Assert.Equal("%%MatrixMarket matrix coordinate real symmetric", lines[0]);
        Assert.StartsWith("72 72 ", lines[2], StringComparison.Ordinal);
        Assert.Contains("lower triangle", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{0}/no.png", ExitCode.BadInputFile, "no.png")]
    [InlineData("{0}/content.png --of {0}/style.png", ExitCode.Usage, "of another shape")]
    [InlineData("{0}/content.png --epsilon 0", ExitCode.Usage, "--epsilon is 0: expected 1e-12 to 1")]
    [InlineData("{0}/content.png --white 0", ExitCode.Usage, "--white is 0: expected a number above 0")]
    [InlineData("{0}/content.png --matrix l.csv", ExitCode.Usage, "ends with .mtx")]
    [InlineData("{0}/content.png --of {0}/out.png", ExitCode.Usage, "is an input, too")]
    public async Task A_mistake_is_one_sentence_and_a_code(string words, ExitCode expected, string part)
    {
        string[] line = ["matting", .. words.Replace("{0}", samples.Folder, StringComparison.Ordinal).Split(' '), "-o", samples.At("out.png")];
        (ExitCode code, string output, string error) = await Shell.Run(line);
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(part, error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n'), text => text.StartsWith("Error:", StringComparison.Ordinal));
        Assert.False(File.Exists(samples.At("out.png")));
    }
}

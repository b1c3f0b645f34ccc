using System.Text.Json;
using OnnxStyle.Imaging;

namespace OnnxStyle.Transfer.Tests;

/// <summary>Reconstruction, texture, score and figure.</summary>
public sealed class MethodTests
{
    private static readonly EngineOptions Small = new() { Encoder = "encoder" };

    [Theory]
    [InlineData(ReconstructionMethod.Gatys, "conv1_1", 0.3)]
    [InlineData(ReconstructionMethod.Gatys, "conv3_2", 0.7)]
    [InlineData(ReconstructionMethod.MahendranVedaldi, "relu2_1", 0.7)]
    public void A_reconstruction_has_nearly_the_features(ReconstructionMethod method, string layer, double error)
    {
        PictureResult result = ContentReconstruction.Run(Pictures.Content(), new ReconstructOptions { Engine = Small, Layer = layer, Method = method, LongSide = 48, Iterations = 40 });
        Assert.InRange(result.Report.Measures["relativeError"], 0, error);
        Assert.Equal(result.Report.Measures["relativeErrorSquared"], Math.Pow(result.Report.Measures["relativeError"], 2), 1e-9);
    }

    [Fact]
    public void A_texture_has_the_samples_statistics_bounds_and_histogram()
    {
        Image sample = Pictures.Style();
        TextureOptions options = new() { Engine = Small, AreaSide = 44, Width = 56, Height = 32, Iterations = 15, MatchHistogram = false };
        PictureResult result = TextureSynthesis.Run(sample, options);
        Assert.Equal((56, 32), (result.Picture.Width, result.Picture.Height));
        Assert.True(result.Report.Log[^1].Total < 0.3 * result.Report.Log[0].Total);
        Image sized = ImageResize.Resize(sample, 40, 48, Resampling.Bicubic);
        Assert.InRange(result.Picture.Planar.Max(), 0, sized.Planar.Max() + 1e-6f);
        Image matched = TextureSynthesis.Run(sample, options with { MatchHistogram = true }).Picture;
        Assert.Equal(sized.Channel(0).ToArray().Average(), matched.Channel(0).ToArray().Average(), 0.02);
    }

    [Fact]
    public void A_picture_scores_zero_against_itself_and_more_against_another()
    {
        Image content = Pictures.Content(), style = Pictures.Style();
        ScoreReport self = PictureScore.Of(content, content, content, new ScoreOptions { Engine = Small });
        Assert.All(self.Content.Concat(self.Style), loss => Assert.Equal(0, loss.Value));
        ScoreReport other = PictureScore.Of(content, content, style, new ScoreOptions { Engine = Small, Size = 40 });
        Assert.All(other.Style, loss => Assert.True(loss.Value > 0));
        JsonElement json = JsonDocument.Parse(other.ToJson()).RootElement;
        Assert.Equal(other.Style[4].Value, json.GetProperty("style").GetProperty("conv5_1").GetDouble());
        Assert.Equal(other.Content[0].Value, json.GetProperty("content").GetProperty("conv4_2").GetDouble());
        Assert.True(json.GetProperty("total").GetDouble() > 0 && json.GetProperty("gradient_l2").GetDouble() > 0);
    }

    [Fact]
    public void A_painting_scores_better_than_its_content()
    {
        ScoreOptions options = new() { Engine = Small };
        using StyleTransfer transfer = new(PaintTests.Tiny with { Pyramid = false, Iterations = 25 });
        Image content = Pictures.Content(), style = Pictures.Style(), painting = transfer.Paint(content, [style]);
        double Style(Image image) => PictureScore.Of(image, content, style, options).Style.Sum(loss => loss.Value);
        Assert.True(Style(painting) < 0.5 * Style(content));
    }

    [Fact, Trait("Category", "Long")]
    public void The_figure_has_all_its_pictures()
    {
        List<FigureProgress> heard = [];
        Image sheet = ClassicFigures.Render(Pictures.Content(), Pictures.Style(), new FigureOptions { Engine = Small, LongSide = 32, Iterations = 2, StyleWeights = [1, 10] }, new Listener(heard));
        Assert.Equal(20, heard[^1].Pictures);
        Assert.True(sheet.Width > 5 * 128 && sheet.Height > 7 * 100);
    }

    private sealed class Listener(List<FigureProgress> heard) : IProgress<FigureProgress>
    {
        public void Report(FigureProgress value) => heard.Add(value);
    }
}

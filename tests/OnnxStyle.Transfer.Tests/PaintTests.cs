using OnnxStyle.Imaging;

namespace OnnxStyle.Transfer.Tests;

/// <summary>A run as a whole, with the encoder that comes along.</summary>
public sealed class PaintTests
{
    internal static readonly StylizeOptions Tiny = new()
    {
        Engine = new EngineOptions { Encoder = "encoder" },
        LongSide = 48,
        SmallestSide = 32,
        Iterations = 8,
    };

    [Fact]
    public void A_painting_has_the_size_asked_for_and_a_smaller_loss()
    {
        using StyleTransfer transfer = new(Tiny);
        StylizeResult result = transfer.Run(new StylizeInputs { Content = Pictures.Content(), Styles = [Pictures.Style()] });
        Assert.Equal((48, 40), (result.Picture.Width, result.Picture.Height));
        Assert.All(result.Report.Log.GroupBy(row => row.Level), level => Assert.True(level.Last().Total < level.First().Total));
        Assert.Equal(2, result.Report.Levels.Count);
        Assert.Null(result.Checkpoint);
    }

    /// <summary>Not a test of a property: paints a picture for somebody to look at when ONNXSTYLE_PAINT names a folder.</summary>
    [Fact, Trait("Category", "Long")]
    public void A_painting_to_look_at()
    {
        string? folder = Environment.GetEnvironmentVariable("ONNXSTYLE_PAINT");
        if (folder is null) Assert.Skip("set ONNXSTYLE_PAINT to a folder to get pictures");
        Image content = ImageFile.Load(Pictures.Shared("images/content/tubingen.jpg")), style = ImageFile.Load(Pictures.Shared("images/style/starry_night.jpg"));
        StylizeOptions options = StylizeOptions.FromJson(Environment.GetEnvironmentVariable("ONNXSTYLE_OPTIONS") ?? "{}");
        using StyleTransfer transfer = new(options);
        StylizeInputs inputs = new() { Content = content, Styles = [style] };
        RunEstimate estimate = transfer.Estimate(inputs, calibrate: true);
        StylizeResult result = transfer.Run(inputs);
        TestContext.Current.SendDiagnosticMessage($"estimated {estimate.PeakBytes >> 20} MB and {estimate.Seconds:F1} s; took {Environment.WorkingSet >> 20} MB and {result.Report.Seconds:F1} s");
        string name = Path.Combine(folder, Environment.GetEnvironmentVariable("ONNXSTYLE_NAME") ?? transfer.Encoder.Name);
        ImageFile.Save(result.Picture, name + ".png");
        File.WriteAllText(name + ".json", result.Report.ToJson());
        File.WriteAllText(name + ".csv", result.Report.LogCsv());
    }
}

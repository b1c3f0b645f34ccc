using System.Diagnostics;
using System.Text.Json;

namespace OnnxStyle.Cli.Tests;

public sealed class TrainAutoencoderTests : IDisposable
{
    private static readonly string[] Quick = ["--side", "64", "--batch", "4", "--code", "8", "--held-out", "0.25", "--threads", "1"];
    private readonly Samples samples = new();

    public TrainAutoencoderTests()
    {
        foreach (string label in new[] { "across", "down" })
        {
            Directory.CreateDirectory(samples.At($"pictures/{label}"));
            for (int i = 0; i < 8; i++)
            {
                int number = i;
                samples.Save($"pictures/{label}/{i}.png", 70, 64, (x, y, c) => 0.5f + (0.4f * MathF.Sin(((label == "down" ? y : x) * 0.1f) + number + c)));
            }
        }
    }

    public void Dispose() => samples.Dispose();

    [Fact]
    public async Task An_autoencoder_is_trained_and_serves_the_recommender()
    {
        File.WriteAllText(samples.At("pictures/down/broken.png"), "no picture");
        string model = samples.At("out/m.onnx");
        (ExitCode code, string output, string error) = await Shell.Run(["train", "autoencoder", samples.At("pictures"), "-o", model, "--epochs", "2", .. Quick]);
        Assert.Equal(ExitCode.Done, code);
        Assert.EndsWith($"{model}\n", output, StringComparison.Ordinal);
        Assert.Contains("held-out error", output, StringComparison.Ordinal);
        Assert.Contains("neighbours with the same label", output, StringComparison.Ordinal);
        Assert.Contains("12 pictures to train on, 4 held out", error, StringComparison.Ordinal);
        Assert.Contains("broken.png", error, StringComparison.Ordinal);
        Assert.All(["json", "csv", "svg", "png"], ending => Assert.True(File.Exists(samples.At($"out/m.{ending}")), ending));
        Assert.False(File.Exists(samples.At("out/m.checkpoint")));
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(samples.At("out/m.json")));
        Assert.Equal(6, report.RootElement.GetProperty("steps").GetInt32());

        File.WriteAllText(samples.At("works.csv"), "id,image_path\n1,across/1.png\n2,across/2.png\n3,down/1.png\n");
        (code, _, error) = await Shell.Run("recommend", "index", samples.At("works.csv"), "-o", samples.At("works.index"), "--images", samples.At("pictures"), "--embedding", model, "--threads", "1");
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("3 pictures", error, StringComparison.Ordinal);

        Directory.CreateDirectory(samples.At("models"));
        File.Copy(model, samples.At("models/autoencoder.onnx"));
        (code, _, _) = await Shell.Run("recommend", "index", samples.At("works.csv"), "-o", samples.At("again.index"), "--images", samples.At("pictures"), "--embedding", "autoencoder", "--model-folder", samples.At("models"), "--threads", "1");
        Assert.Equal(ExitCode.Done, code);
        (code, _, error) = await Shell.Run("recommend", "index", samples.At("works.csv"), "-o", samples.At("again.index"), "--images", samples.At("pictures"), "--embedding", "autoencoder", "--model-folder", samples.At("none"), "--threads", "1");
        Assert.Equal(ExitCode.BadModel, code);
        Assert.Contains("autoencoder.onnx", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_training_that_is_killed_goes_on_to_the_same_bits()
    {
        string[] line = ["train", "autoencoder", samples.At("pictures"), "-o", samples.At("m.onnx"), "--epochs", "10", "--checkpoint-minutes", "0", .. Quick];
        using (Process process = new() { StartInfo = new ProcessStartInfo("dotnet", [typeof(CommandLineProgram).Assembly.Location, .. line]) { RedirectStandardError = true, RedirectStandardOutput = true } })
        {
            process.Start();
            while (await process.StandardError.ReadLineAsync() is string said && !said.StartsWith(" 30 %", StringComparison.Ordinal)) { }
            process.Kill();
            await process.WaitForExitAsync();
        }

        Assert.False(File.Exists(samples.At("m.onnx")));
        (ExitCode code, _, string error) = await Shell.Run([.. line, "--resume", samples.At("m.checkpoint")]);
        Assert.Equal(ExitCode.Done, code);
        Assert.DoesNotContain("step 1/", error, StringComparison.Ordinal);
        await Shell.Run([.. line.Select(word => word == samples.At("m.onnx") ? samples.At("whole.onnx") : word)]);
        Assert.Equal(File.ReadAllBytes(samples.At("whole.onnx")), File.ReadAllBytes(samples.At("m.onnx")));
        Assert.Equal(File.ReadAllText(samples.At("whole.csv")), File.ReadAllText(samples.At("m.csv")));
    }

    [Theory]
    [InlineData(ExitCode.BadInputFile, "nowhere", "is not there")]
    [InlineData(ExitCode.BadInputFile, "empty", "holds no picture")]
    [InlineData(ExitCode.Usage, "pictures", "--batch", "--batch", "100")]
    [InlineData(ExitCode.Usage, "pictures", "multiple of 64", "--side", "100")]
    [InlineData(ExitCode.Usage, "pictures", "--epochs", "--epochs", "0")]
    [InlineData(ExitCode.Usage, "pictures", "--held-out", "--held-out", "1")]
    [InlineData(ExitCode.BadInputFile, "pictures", "checkpoint", "--resume", "none.checkpoint")]
    public async Task Wrong_words_and_files_are_named(ExitCode expected, string pictures, string part, params string[] words)
    {
        Directory.CreateDirectory(samples.At("empty"));
        (ExitCode code, _, string error) = await Shell.Run(["train", "autoencoder", samples.At(pictures), "-o", samples.At("m.onnx"), "--threads", "1", .. words]);
        Assert.Equal(expected, code);
        Assert.Contains(part, error, StringComparison.Ordinal);
        Assert.False(File.Exists(samples.At("m.onnx")));
    }
}

using OnnxStyle.Networks;
using OnnxStyle.Tensors;

namespace OnnxStyle.Cli.Tests;

/// <summary>The commands that make encoders and judge them, with a teacher of a few channels.</summary>
public sealed class TrainEncoderTests : IDisposable
{
    private static readonly VggArchitecture Small = VggArchitecture.Uniform([1, 1, 1, 2, 1], [4, 5, 6, 7, 8]);
    private readonly Samples samples = new();
    private readonly string[] line;

    public TrainEncoderTests()
    {
        Directory.CreateDirectory(samples.At("pictures"));
        for (int i = 0; i < 6; i++)
        {
            int number = i;
            samples.Save($"pictures/{i}.png", 48, 40, (x, y, c) => 0.5f + (0.4f * MathF.Sin(((number % 2 == 0 ? y : x) * 0.3f) + number + c)));
        }

        RandomStream random = RandomStream.Of(3);
        WeightSet teacher = new();
        foreach ((VggLayer layer, int inputs) in Small.Convolutions())
        {
            foreach ((string kind, Shape shape) in VggArchitecture.Parameters(layer, inputs))
            {
                Tensor<float> tensor = new(shape);
                foreach (ref float value in tensor.Span) value = (float)random.NextNormal() * (kind == "bias" ? 0.1f : MathF.Sqrt(2f / (9 * inputs)));
                teacher.Add($"{layer.Name}.{kind}", tensor);
            }
        }

        new Preprocessing { Scale = 1 / 58f }.ToMetadata(teacher.Metadata);
        WeightFile.Save(teacher, samples.At("teacher.safetensors"));
        line =
        [
            "train", "encoder", "--teacher", samples.At("teacher.safetensors"), "--pictures", samples.At("pictures"), "--channels", "3 4 5:3 6x2 6", "--crops", "10", "--crop", "32",
            "--epochs", "2", "--batch", "2", "--paint", "1", "-o", samples.At("out/e.safetensors"),
        ];
    }

    public void Dispose() => samples.Dispose();

    [Fact]
    public async Task An_encoder_is_trained_and_paints()
    {
        (ExitCode code, string output, string error) = await Shell.Run(line);
        Assert.True(code == ExitCode.Done, error);
        Assert.EndsWith("e.safetensors\n", output, StringComparison.Ordinal);
        Assert.Contains("conv3_1: ", error, StringComparison.Ordinal);
        Assert.Contains("painted 1 of 1", error, StringComparison.Ordinal);
        Assert.All(["csv", "svg", "start.safetensors", "first.safetensors", "checkpoint"], ending => Assert.True(File.Exists(samples.At($"out/e.{ending}")), ending));
        EncoderCard card = Encoder.Open(samples.At("out/e.safetensors")).Card;
        Assert.Equal("3x1 4x1 5(0:3)x1 6x2 6x1", card.Architecture.ToString());
        Assert.True(card.IsNormalised);
        Assert.Contains("1 pictures painted", card.Metadata["training"], StringComparison.Ordinal);

        byte[] first = File.ReadAllBytes(samples.At("out/e.safetensors"));
        (code, _, error) = await Shell.Run([.. line[..^1], samples.At("again/e.safetensors"), "--start", samples.At("out/e.start.safetensors")]);
        Assert.True(code == ExitCode.Done, error);
        Assert.Equal(first, File.ReadAllBytes(samples.At("again/e.safetensors")));

        string picture = samples.At("score.png");
        string[] score = ["train", "encoder-score", samples.Content, samples.Style, "--encoder", samples.At("out/e.safetensors"), "--judge", "encoder", "--sizes", "32", "--iterations", "2", "--sheet", picture];
        (code, output, error) = await Shell.Run(score);
        Assert.True(code == ExitCode.Done, error);
        Assert.Equal(10, output.Split('\n')[1].Split(',').Length);
        Assert.True(File.Exists(picture));
    }

    [Fact]
    public async Task Wrong_inputs_are_said_before_any_work()
    {
        (ExitCode Code, string Said, string[] Words)[] cases =
        [
            (ExitCode.Usage, "--pictures names no folder", ["train", "encoder"]),
            (ExitCode.Usage, "--paint 1000", [.. line[..^4], "--paint", "1000"]),
            (ExitCode.Usage, "must end with .safetensors", [.. line[..^1], samples.At("e.onnx")]),
            (ExitCode.Usage, "--epochs must be 0 or more", ["train", "encoder", "--pictures", samples.At("pictures"), "--epochs", "-1"]),
            (ExitCode.Usage, "--crop must be 32 to 512", ["train", "encoder", "--pictures", samples.At("pictures"), "--crop", "16"]),
            (ExitCode.Usage, "leave --start out", [.. line, "--start", "a", "--resume", "b"]),
            (ExitCode.Usage, "expected pairs", ["train", "encoder-score", samples.Content]),
            (ExitCode.Usage, "expected numbers of pixels", ["train", "encoder-score", samples.Content, samples.Style, "--sizes", "224,none"]),
        ];
        foreach ((ExitCode expected, string said, string[] words) in cases)
        {
            (ExitCode code, _, string error) = await Shell.Run(words);
            Assert.True(code == expected, $"{string.Join(' ', words)}: {code}, {error}");
            Assert.Contains(said, error, StringComparison.Ordinal);
        }
    }
}

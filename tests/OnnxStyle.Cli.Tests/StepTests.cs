using OnnxStyle.Imaging;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Cli.Tests;

/// <summary>model export --step, driven as a host would.</summary>
public sealed class StepTests : IDisposable
{
    private readonly Samples samples = new();

    public void Dispose() => samples.Dispose();

    [Fact]
    public async Task A_step_is_written_that_a_host_can_paint_with()
    {
        string step = samples.At("step.onnx"), start = samples.At("start.png");
        (ExitCode code, string output, string error) = await Shell.Run(
            "model", "export", "--step", "encoder", "--content", samples.Content, "--style", samples.Style, "--size", "48", "--style-layers", "relu1_1,relu2_1", "--learning-rate", "0.05", "-o", step, "--start-picture", start);
        Assert.True(code == ExitCode.Done, error);
        Assert.Equal(step + "\n", output);
        Assert.Contains("image_next", error, StringComparison.Ordinal);
        Image first = ImageFile.Load(start);
        Assert.Equal((48, 33), (first.Width, first.Height));

        Shape shape = new(1, 3, 33, 48);
        using Session session = Session.Load(step);
        Tensor<float> image = first.ToTensor(), m = new(shape), v = new(shape), t = new(Shape.Scalar), next = new(shape), nextM = new(shape), nextV = new(shape), total = new(Shape.Scalar);
        foreach ((string name, Tensor<float> tensor) in new[] { ("image", image), ("m", m), ("v", v), ("t", t) }) session.BindInput(name, tensor);
        foreach ((string name, Tensor<float> tensor) in new[] { ("image_next", next), ("m_next", nextM), ("v_next", nextV), ("total", total) }) session.BindOutput(name, tensor);
        List<float> losses = [];
        for (int i = 1; i <= 5; i++)
        {
            t.Span[0] = i;
            session.Run();
            losses.Add(total.Span[0]);
            foreach ((Tensor<float> from, Tensor<float> to) in new[] { (next, image), (nextM, m), (nextV, v) }) from.Span.CopyTo(to.Span);
        }

        Assert.True(losses[^1] < 0.8 * losses[0], string.Join(", ", losses));
    }

    [Theory]
    [InlineData("encoder --content {0}/content.png", ExitCode.Usage, "--content needs --step")]
    [InlineData("--step --style {0}/style.png", ExitCode.Usage, "--step needs --content")]
    [InlineData("--step --content {0}/content.png --style {0}/style.png --layers relu1_1", ExitCode.Usage, "--layers is for encoders")]
    [InlineData("--step --content {0}/content.png --style {0}/style.png --color luminance", ExitCode.Usage, "expected none, cholesky, pca, monge")]
    [InlineData("--step --content {0}/no.png --style {0}/style.png", ExitCode.BadInputFile, "no.png")]
    [InlineData("--step --content {0}/content.png --style {0}/style.png --start-picture {0}/style.png", ExitCode.Usage, "is an input, too")]
    [InlineData("--step encoder --content {0}/content.png --style {0}/style.png --content-layers conv9_9", ExitCode.Usage, "conv9_9")]
    [InlineData("", ExitCode.Usage, "name a MODEL, or --step")]
    public async Task A_mistake_is_one_sentence_and_a_code(string words, ExitCode expected, string part)
    {
        string[] line = ["model", "export", .. words.Replace("{0}", samples.Folder, StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries), "-o", samples.At("step.onnx")];
        (ExitCode code, string output, string error) = await Shell.Run(line);
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(part, error, StringComparison.Ordinal);
        Assert.False(File.Exists(samples.At("step.onnx")));
    }
}

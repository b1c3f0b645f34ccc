using OnnxStyle.Imaging;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer.Tests;

/// <summary>A step as a file: whoever can run ONNX can paint with it.</summary>
public sealed class StepExportTests : IDisposable
{
    private const int Steps = 5;

    // The file runs the same nodes as the program and the same update in the same order. What is left is ONNX Runtime's freedom to fuse and to
    // fold once the targets are constants (the difference measured was 0): a few ulp of the gradient, of which Adam lets through (rate 0.02)
    // about 1e-6 a step where the gradient is not tiny. A wrong bias correction, epsilon or order changes the picture by 1e-3 and more.
    private const float Tolerance = 1e-5f;

    private static readonly StylizeOptions Adam = new()
    {
        Engine = new EngineOptions { Encoder = "encoder", Plain = true }, // the file is plain ONNX: Winograd's rounding would turn signs of tiny gradients, which are whole steps of Adam
        LongSide = 48,
        Pyramid = false,
        Iterations = Steps,
        Optimizer = new OptimizerChoice { Kind = OptimizerKind.Adam, Averaging = 0, LearningRate = 0.005 }, // small enough that each step lowers the loss
    };

    private readonly string folder = Directory.CreateTempSubdirectory("onnxstyle-step").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<Initialization, bool> Rows => new() { { Initialization.Noise, false }, { Initialization.Style, false }, { Initialization.Noise, true } };

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_file_alone_takes_the_programs_steps(Initialization start, bool beside)
    {
        StylizeOptions options = Adam with { Start = start };
        string path = Path.Combine(folder, "step.onnx");
        Image content = Pictures.Content(), style = Pictures.Style();
        StepModel model = StepExport.Build(options, new StylizeInputs { Content = content, Styles = [style] });
        Assert.Equal(beside ? "step.onnx.weights" : null, model.Save(path, beside ? 0 : StepModel.LargestInside));
        Assert.Equal(beside, File.Exists(path + ".weights"));
        using StyleTransfer transfer = new(options);
        StylizeResult expected = transfer.Run(new StylizeInputs { Content = content, Styles = [style] });
        Assert.Equal(expected.Report.Log[^1].Total, expected.Report.Log.Min(row => row.Total)); // the best picture, which the program gives, is the last one

        float[] image = Replay(path, model.Start, out List<float> losses);
        float worst = image.Zip(expected.Picture.Planar, (a, b) => Math.Abs(a - b)).Max();
        TestContext.Current.TestOutputHelper?.WriteLine($"largest difference {worst:g3}, moved {image.Zip(model.Start.Planar, (a, b) => Math.Abs(a - b)).Max():g3}, losses {string.Join(' ', losses)}");
        Assert.True(worst <= Tolerance, $"largest difference {worst} of {Tolerance}");
        Assert.True(losses[^1] < losses[0], string.Join(' ', losses));

        // The comparison sees a step that is off by one in its bias correction.
        float late = Replay(path, model.Start, out _, first: 2).Zip(expected.Picture.Planar, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(late > 100 * Tolerance, $"counted from 2, the difference is only {late}");
    }

    [Fact]
    public void The_file_says_what_it_is()
    {
        using StyleTransfer transfer = new(Adam);
        StylizeInputs inputs = new() { Content = Pictures.Content(), Styles = [Pictures.Style()] };
        RunReport report = transfer.Run(inputs).Report;
        string path = Path.Combine(folder, "step.onnx");
        StepExport.Build(Adam, inputs).Save(path);
        Graph graph = OnnxReader.Read(path);
        Assert.Equal(["image", "m", "v", "t"], graph.Inputs.Select(value => value.Name));
        Assert.Equal(["image_next", "m_next", "v_next", "total"], graph.Outputs.Select(value => value.Name));
        Assert.Equal("encoder", graph.Metadata["onnxstyle.encoder"]);
        Assert.Equal(report.EncoderSha256, graph.Metadata["onnxstyle.encoder_sha256"]);
        Assert.Equal($"48 x 40 sha256 {report.Inputs[0].Sha256}", graph.Metadata["onnxstyle.input.content"]);
        Assert.Equal(Adam.ToJson(), StylizeOptions.FromJson(graph.Metadata["onnxstyle.options"]).ToJson());
    }

    [Fact]
    public void Frozen_pixels_stay()
    {
        Image content = Pictures.Content();
        string path = Path.Combine(folder, "frozen.onnx");
        StepModel model = StepExport.Build(Adam with { Start = Initialization.Noise }, new StylizeInputs { Content = content, Styles = [Pictures.Style()], Frozen = Pictures.LeftHalf(48, 40) });
        model.Save(path);
        float[] image = Replay(path, model.Start, out _);
        for (int i = 0; i < image.Length; i++)
        {
            if (i % 48 < 24) Assert.Equal(model.Start.Planar[i], image[i]);
        }

        Assert.True(image.Zip(model.Start.Planar, (a, b) => Math.Abs(a - b)).Max() > 0.01f, "nothing moved");
    }

    [Fact]
    public void What_a_graph_cannot_hold_is_refused()
    {
        StylizeOptions wrong = Adam with { Optimizer = new OptimizerChoice(), Color = ColorControl.Luminance, ChromaMerge = ChromaMerge.Lab, MaxMemoryBytes = 1 << 30 };
        OptionsException error = Assert.Throws<OptionsException>(() => StepExport.Build(wrong, new StylizeInputs { Content = Pictures.Content(), Styles = [Pictures.Style()] }));
        Assert.All(["Optimizer.Kind", "Color", "ChromaMerge", "MaxMemoryBytes"], name => Assert.Contains(name, error.Message, StringComparison.Ordinal));
    }

    // Nothing but the runtime: the file is all that the host has.
    private static float[] Replay(string path, Image start, out List<float> losses, int first = 1)
    {
        using Session session = Session.Load(path);
        Shape shape = new(1, 3, start.Height, start.Width);
        string[] names = ["image", "m", "v"];
        Tensor<float>[] inputs = [.. names.Select(_ => new Tensor<float>(shape))], outputs = [.. names.Select(_ => new Tensor<float>(shape))];
        Tensor<float> t = new(Shape.Scalar), total = new(Shape.Scalar);
        start.Planar.CopyTo(inputs[0].Span);
        session.BindInput("t", t);
        session.BindOutput("total", total);
        for (int i = 0; i < names.Length; i++)
        {
            session.BindInput(names[i], inputs[i]);
            session.BindOutput(names[i] + "_next", outputs[i]);
        }

        losses = [];
        for (int step = 1; step <= Steps; step++)
        {
            t.Span[0] = first - 1 + step;
            session.Run();
            losses.Add(total.Span[0]);
            for (int i = 0; i < names.Length; i++) outputs[i].Span.CopyTo(inputs[i].Span);
        }

        return inputs[0].Span.ToArray();
    }
}

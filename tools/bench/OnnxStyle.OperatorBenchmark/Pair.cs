using System.Runtime.InteropServices;
using OnnxStyle.Onnx;
using OnnxStyle.Operators;
using OnnxStyle.Operators.Winograd;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.OperatorBenchmark;

/// <summary>
/// One layer for both. Where channels allow it ONNX Runtime gets its own blocked convolution with tensors that are blocked already, as in the middle of a
/// network; else the plain one.
/// </summary>
internal sealed unsafe class Pair : IDisposable
{
    private readonly Tensor<float> input;
    private readonly Tensor<float> theirResult;
    private readonly float* result;
    private readonly float* blockedInput;
    private readonly int resultLength;
    private readonly int inputLength;
    private readonly Session? session;
    private readonly bool blocked;
    private readonly int theirBlock;
    private readonly Conv3x3Shape shape;

    public Pair(Conv3x3Shape shape, ConvDirection direction, float[] filters, int threads, bool alone)
    {
        this.shape = shape;
        blocked = shape.Channels % 16 == 0 && shape.Results % 16 == 0;
        Shape plain = new(1, shape.Channels, shape.Height, shape.Width), given = new(1, shape.Results, shape.OutHeight, shape.OutWidth);
        theirBlock = VectorForms.IsSupported(VectorForm.Vector512) ? 16 : 8;
        input = new Tensor<float>(plain);
        float[] values = Vgg.Noise(2, input.Span.Length, 1);
        int pixels = shape.Height * shape.Width;
        for (int i = 0; i < values.Length; i++) input.Span[blocked ? At(i, pixels) : i] = values[i];
        theirResult = new Tensor<float>(given);
        // As ONNX Runtime's own tensors, they begin on a cache line.
        (inputLength, resultLength) = ((int)BlockedLayout.Of(plain).ElementCount, (int)BlockedLayout.Of(given).ElementCount);
        blockedInput = (float*)NativeMemory.AlignedAlloc((nuint)inputLength * sizeof(float), 64);
        result = (float*)NativeMemory.AlignedAlloc((nuint)resultLength * sizeof(float), 64);
        using ThreadTeam team = new(1);
        BlockedPasses.Of(VectorForms.Widest).Pack(values, new Span<float>(blockedInput, inputLength), plain, team);
        if (alone) return;
        GraphBuilder graph = new("layer");
        Value x = graph.Input("x", plain), w = graph.Constant(Weights(direction, filters));
        OnnxAttribute[] attributes = [OnnxAttribute.Of("kernel_shape", new long[] { 3, 3 }), OnnxAttribute.Of("pads", new long[] { 1, 1, 1, 1 })];
        graph.Output(blocked ? graph.OpIn("com.microsoft.nchwc", "Conv", [x, w], [(ElementType.Float32, given)], attributes)[0] : graph.Op("Conv", [x, w], attributes), "y");
        // Its threads would go on turning for a while after a run, on the cores that the next call wants. Asleep, they wake up for every run, as ours do.
        Dictionary<string, string> configuration = new() { ["session.intra_op.allow_spinning"] = "0" };
        session = Session.Create(graph.Build(), new SessionOptions { Threads = threads, Configuration = configuration });
        session.BindInput("x", input);
        session.BindOutput("y", theirResult);
    }

    public ReadOnlySpan<float> Input => new(blockedInput, inputLength);

    public Span<float> Result => new(result, resultLength);

    public void Theirs() => session?.Run();

    /// <summary>The largest difference, as a part of the largest value.</summary>
    public double Difference()
    {
        if (session is null) return double.NaN;
        float[] ours = new float[theirResult.Span.Length];
        using ThreadTeam team = new(1);
        BlockedPasses.Of(VectorForms.Widest).Unpack(Result, ours, theirResult.Shape, team);
        double worst = 0, largest = 0;
        for (int i = 0; i < ours.Length; i++)
        {
            float theirs = theirResult.Span[blocked ? At(i, shape.OutHeight * shape.OutWidth) : i];
            worst = Math.Max(worst, Math.Abs(ours[i] - theirs));
            largest = Math.Max(largest, Math.Abs(theirs));
        }

        return worst / largest;
    }

    public void Dispose()
    {
        session?.Dispose();
        NativeMemory.AlignedFree(blockedInput);
        NativeMemory.AlignedFree(result);
    }

    /// <summary>Where a value of a plain tensor lies in their blocks.</summary>
    private int At(int i, int pixels)
    {
        int channel = i / pixels;
        return (((channel / theirBlock * pixels) + (i % pixels)) * theirBlock) + (channel % theirBlock);
    }

    /// <summary>The filters in this direction: plain, or [block of M, block of C, 3, 3, a block's C, a block's M].</summary>
    private Tensor<float> Weights(ConvDirection direction, float[] filters)
    {
        int b = theirBlock;
        Tensor<float> weights = new(new Shape(shape.Results, shape.Channels, 3, 3));
        for (int m = 0; m < shape.Results; m++)
        {
            for (int c = 0; c < shape.Channels; c++)
            {
                for (int k = 0; k < 9; k++)
                {
                    int plain = (((m * shape.Channels) + c) * 9) + k, pair = (m / b * (shape.Channels / b)) + (c / b);
                    int block = (((pair * 9) + k) * b * b) + (c % b * b) + (m % b);
                    weights.Span[blocked ? block : plain] = direction == ConvDirection.Forward ? filters[plain] : filters[(((c * shape.Results) + m) * 9) + 8 - k];
                }
            }
        }

        return weights;
    }
}

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
    private readonly Conv3x3Shape shape;

    public Pair(Conv3x3Shape shape, ConvDirection direction, float[] filters, int threads, bool alone)
    {
        this.shape = shape;
        blocked = shape.Channels % 16 == 0 && shape.Results % 16 == 0;
        Shape plain = new(1, shape.Channels, shape.Height, shape.Width), given = new(1, shape.Results, shape.OutHeight, shape.OutWidth);
        input = new Tensor<float>(plain);
        Vgg.Noise(2, input.Span.Length, 1).CopyTo(input.Span);
        theirResult = new Tensor<float>(given);
        // As ONNX Runtime's own tensors, they begin on a cache line.
        (inputLength, resultLength) = ((int)BlockedLayout.Of(plain).ElementCount, (int)BlockedLayout.Of(given).ElementCount);
        blockedInput = (float*)NativeMemory.AlignedAlloc((nuint)inputLength * sizeof(float), 64);
        result = (float*)NativeMemory.AlignedAlloc((nuint)resultLength * sizeof(float), 64);
        using ThreadTeam team = new(1);
        if (blocked) input.Span.CopyTo(new Span<float>(blockedInput, inputLength));
        else BlockedPasses.Of(VectorForms.Widest).Pack(input.Span, new Span<float>(blockedInput, inputLength), plain, team);
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
        ReadOnlySpan<float> ours = Result;
        if (!blocked)
        {
            using ThreadTeam team = new(1);
            float[] plain = new float[theirResult.Span.Length];
            BlockedPasses.Of(VectorForms.Widest).Unpack(Result, plain, theirResult.Shape, team);
            ours = plain;
        }

        double worst = 0, largest = 0;
        for (int i = 0; i < ours.Length; i++)
        {
            worst = Math.Max(worst, Math.Abs(ours[i] - theirResult.Span[i]));
            largest = Math.Max(largest, Math.Abs(theirResult.Span[i]));
        }

        return worst / largest;
    }

    public void Dispose()
    {
        session?.Dispose();
        NativeMemory.AlignedFree(blockedInput);
        NativeMemory.AlignedFree(result);
    }

    /// <summary>The filters in this direction: plain, or [block of M, block of C, 3, 3, 16 C, 16 M].</summary>
    private Tensor<float> Weights(ConvDirection direction, float[] filters)
    {
        Tensor<float> weights = new(new Shape(shape.Results, shape.Channels, 3, 3));
        for (int m = 0; m < shape.Results; m++)
        {
            for (int c = 0; c < shape.Channels; c++)
            {
                for (int k = 0; k < 9; k++)
                {
                    int plain = (((m * shape.Channels) + c) * 9) + k, block = (((((m / 16 * (shape.Channels / 16)) + (c / 16)) * 9) + k) * 256) + (c % 16 * 16) + (m % 16);
                    weights.Span[blocked ? block : plain] = direction == ConvDirection.Forward ? filters[plain] : filters[(((c * shape.Results) + m) * 9) + 8 - k];
                }
            }
        }

        return weights;
    }
}

using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Binding;

/// <summary>The mean of 2x2 pixels at stride 2, or its gradient with what follows it, on blocked tensors.</summary>
internal sealed class PoolOperator(SessionScratch scratch, bool gradient) : CustomOperator
{
    public const string OperatorName = "AveragePool2x2";
    public const string GradientName = "AveragePool2x2Gradient";
    private const string Large = "shape", Factor = "factor";

    public override string Name => gradient ? GradientName : OperatorName;

    /// <summary>What is pooled; or its gradient, an addend and a gate.</summary>
    public override IReadOnlyList<OperatorPort> Inputs { get; } = gradient ? [new(), new(Kind: PortKind.Optional), new(Kind: PortKind.Optional)] : [new()];

    public override IReadOnlyList<OperatorPort> Outputs { get; } = [new()];

    /// <summary>The attributes of a node.</summary>
    /// <param name="input">[N, C, H, W] of what it takes.</param>
    /// <param name="output">[N, C, H, W] of what it gives.</param>
    /// <param name="factor">What a gradient is multiplied by, a quarter mostly.</param>
    public static IEnumerable<OnnxAttribute> Attributes(Shape input, Shape output, float factor) =>
        [OnnxAttribute.Of(Large, (input[2] > output[2] || input[3] > output[3] ? input : output).ToArray()), OnnxAttribute.Of(Factor, factor)];

    public override OperatorKernel CreateKernel(KernelSetup setup) => new Kernel(scratch, gradient, new Shape(setup.Ints(Large)), setup.Float(Factor));

    private sealed class Kernel : BlockedKernel
    {
        private readonly Shape shape;
        private readonly bool gradient;
        private readonly BlockedPasses passes;
        private readonly PoolGradient backward;
        private readonly long[] large, small;

        public Kernel(SessionScratch scratch, bool gradient, Shape shape, float factor)
            : base(scratch)
        {
            (this.shape, this.gradient) = (shape, gradient);
            large = BlockedLayout.Of(shape).ToArray();
            small = [large[0], large[1], large[2] / 2, large[3] / 2, large[4]];
            passes = BlockedPasses.Of(scratch.Form);
            backward = PoolGradient.Of(scratch.Form, shape, factor);
        }

        public override void Compute(KernelRun run)
        {
            if (gradient) backward.Run(Input(run, 0, small), Input(run, 1, large), Input(run, 2, large), Output(run, 0, large), Scratch.Of(run));
            else passes.AveragePool(Input(run, 0, large), Output(run, 0, small), shape, Scratch.Of(run));
        }
    }
}

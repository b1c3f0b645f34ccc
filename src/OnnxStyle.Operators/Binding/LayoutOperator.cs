using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Binding;

/// <summary>[N, C, H, W] to blocked, or back.</summary>
internal sealed class LayoutOperator(SessionScratch scratch, bool toBlocked) : CustomOperator
{
    public const string ToBlockedName = "ToBlocked";
    public const string FromBlockedName = "FromBlocked";
    private const string Extents = "shape";

    public override string Name => toBlocked ? ToBlockedName : FromBlockedName;

    public override IReadOnlyList<OperatorPort> Inputs { get; } = [new()];

    public override IReadOnlyList<OperatorPort> Outputs { get; } = [new()];

    /// <summary>The attributes of a node.</summary>
    /// <param name="shape">[N, C, H, W].</param>
    public static IEnumerable<OnnxAttribute> Attributes(Shape shape) => [OnnxAttribute.Of(Extents, shape.ToArray())];

    public override OperatorKernel CreateKernel(KernelSetup setup) => new Kernel(scratch, toBlocked, new Shape(setup.Ints(Extents)));

    private sealed class Kernel(SessionScratch scratch, bool toBlocked, Shape shape) : BlockedKernel(scratch)
    {
        private readonly BlockedPasses passes = BlockedPasses.Of(scratch.Form);
        private readonly long[] plain = shape.ToArray(), blocked = BlockedLayout.Of(shape).ToArray();

        public override void Compute(KernelRun run)
        {
            if (toBlocked) passes.Pack(Input(run, 0, plain), Output(run, 0, blocked), shape, Scratch.Of(run));
            else passes.Unpack(Input(run, 0, blocked), Output(run, 0, plain), shape, Scratch.Of(run));
        }
    }
}

using OnnxStyle.Onnx;
using OnnxStyle.Operators.Products;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Binding;

/// <summary>The Gram matrix [C, C] of blocked features.</summary>
internal sealed class GramOperator(SessionScratch scratch) : CustomOperator
{
    public const string OperatorName = "Gram";
    private const string Features = "shape", Factor = "factor";

    public override string Name => OperatorName;

    public override IReadOnlyList<OperatorPort> Inputs { get; } = [new()];

    public override IReadOnlyList<OperatorPort> Outputs { get; } = [new()];

    /// <summary>The attributes of a node.</summary>
    /// <param name="features">[1, C, H, W].</param>
    /// <param name="factor">What every entry is multiplied by.</param>
    public static IEnumerable<OnnxAttribute> Attributes(Shape features, float factor) => [OnnxAttribute.Of(Features, features.ToArray()), OnnxAttribute.Of(Factor, factor)];

    public override OperatorKernel CreateKernel(KernelSetup setup) => new Kernel(scratch, new Shape(setup.Ints(Features)), setup.Float(Factor), setup.Threads);

    private sealed class Kernel : BlockedKernel
    {
        private readonly BlockedGram gram;
        private readonly long[] input, output;

        public Kernel(SessionScratch scratch, Shape shape, float factor, int threads)
            : base(scratch)
        {
            gram = new BlockedGram(shape, factor, scratch.Form);
            input = BlockedLayout.Of(shape).ToArray();
            output = [shape[1], shape[1]];
            scratch.Workspace.Reserve(gram.WorkspaceFloats(threads));
        }

        public override void Compute(KernelRun run) => gram.Run(Input(run, 0, input), Output(run, 0, output), Scratch.Of(run), Scratch.Workspace);
    }
}

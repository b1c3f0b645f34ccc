using OnnxStyle.Onnx;
using OnnxStyle.Operators.Products;
using OnnxStyle.Operators.Winograd;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Binding;

/// <summary>
/// A 1x1 convolution on blocked tensors. Inputs: x; filters [M, C, 1, 1], left out where they are constant; bias [results]; addend and gate of the output's shape.
/// </summary>
internal sealed class Conv1x1Operator(SessionScratch scratch, IReadOnlyList<Tensor<float>> constants) : CustomOperator
{
    public const string OperatorName = "Conv1x1";
    private const string Taken = "shape", Results = "results", Backward = "backward", Relu = "relu", Filters = "filters";

    public override string Name => OperatorName;

    public override IReadOnlyList<OperatorPort> Inputs { get; } =
        [new(), new(Kind: PortKind.Optional), new(Kind: PortKind.Optional), new(Kind: PortKind.Optional), new(Kind: PortKind.Optional)];

    public override IReadOnlyList<OperatorPort> Outputs { get; } = [new()];

    /// <summary>The attributes of a node.</summary>
    /// <param name="x">[N, C, H, W] that it takes.</param>
    /// <param name="results">Channels that it gives.</param>
    /// <param name="direction">Which way it uses its filters.</param>
    /// <param name="relu">Whether negative results become 0.</param>
    /// <param name="filters">The number of its constant filters, or -1 where they are an input.</param>
    public static IEnumerable<OnnxAttribute> Attributes(Shape x, long results, ConvDirection direction, bool relu, int filters) =>
    [
        OnnxAttribute.Of(Taken, x.ToArray()),
        OnnxAttribute.Of(Results, results),
        OnnxAttribute.Of(Backward, direction == ConvDirection.Backward ? 1L : 0L),
        OnnxAttribute.Of(Relu, relu ? 1L : 0L),
        OnnxAttribute.Of(Filters, (long)filters),
    ];

    public override OperatorKernel CreateKernel(KernelSetup setup)
    {
        int number = (int)setup.Int(Filters);
        return new Kernel(scratch, new Shape(setup.Ints(Taken)), (int)setup.Int(Results), setup.Int(Backward) != 0, setup.Int(Relu) != 0, setup.Threads, number < 0 ? null : constants[number]);
    }

    private sealed class Kernel : BlockedKernel
    {
        private readonly BlockedProduct product;
        private readonly bool turned, relu, changes;
        private readonly long[] input, output, filters, bias;

        public Kernel(SessionScratch scratch, Shape x, int results, bool turned, bool relu, int threads, Tensor<float>? constant)
            : base(scratch)
        {
            (this.turned, this.relu, changes) = (turned, relu, constant is null);
            input = BlockedLayout.Of(x).ToArray();
            output = BlockedLayout.Of(new Shape(x[0], results, x[2], x[3])).ToArray();
            filters = turned ? [x[1], results, 1, 1] : [results, x[1], 1, 1];
            bias = [results];
            product = new BlockedProduct(x, results, scratch.Form);
            if (constant is not null) product.Keep(constant.Span, turned);
            scratch.Workspace.Reserve(product.WorkspaceFloats(threads));
        }

        public override void Compute(KernelRun run) => product.Run(changes ? Input(run, 1, filters) : [], turned, Input(run, 0, input), Input(run, 2, bias), Input(run, 3, output), relu,
            Input(run, 4, output), Output(run, 0, output), Scratch.Of(run), Scratch.Workspace);

        public override void Dispose()
        {
            product.Dispose();
            base.Dispose();
        }
    }
}

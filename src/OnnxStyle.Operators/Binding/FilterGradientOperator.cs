using OnnxStyle.Onnx;
using OnnxStyle.Operators.Winograd;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Binding;

/// <summary>The gradient of a 3x3 convolution's filters [M, C, 3, 3] and bias [M] from what it took and the gradient of what it gave, both blocked.</summary>
internal sealed class FilterGradientOperator(SessionScratch scratch) : CustomOperator
{
    public const string OperatorName = "Conv3x3FilterGradient";
    private const string Tile = "tile";

    public override string Name => OperatorName;

    public override IReadOnlyList<OperatorPort> Inputs { get; } = [new(), new()];

    public override IReadOnlyList<OperatorPort> Outputs { get; } = [new(), new(Kind: PortKind.Optional)];

    /// <summary>The attributes of a node.</summary>
    /// <param name="shape">The sizes of the convolution, forward.</param>
    /// <param name="tile">The size of its tiles.</param>
    public static IEnumerable<OnnxAttribute> Attributes(Conv3x3Shape shape, WinogradTile tile) => [.. SizeAttributes.Of(shape), OnnxAttribute.Of(Tile, (long)tile)];

    public override OperatorKernel CreateKernel(KernelSetup setup) => new Kernel(scratch, SizeAttributes.Read(setup), (WinogradTile)setup.Int(Tile), setup.Threads);

    private sealed class Kernel : BlockedKernel
    {
        private readonly Conv3x3FilterGradient kernel;
        private readonly long[] input, output, filters, bias;

        public Kernel(SessionScratch scratch, Conv3x3Shape shape, WinogradTile tile, int threads)
            : base(scratch)
        {
            input = BlockedLayout.Of(new Shape(shape.Batch, shape.Channels, shape.Height, shape.Width)).ToArray();
            output = BlockedLayout.Of(new Shape(shape.Batch, shape.Results, shape.OutHeight, shape.OutWidth)).ToArray();
            filters = [shape.Results, shape.Channels, 3, 3];
            bias = [shape.Results];
            kernel = new Conv3x3FilterGradient(shape, tile, scratch.Form);
            scratch.Workspace.Reserve(kernel.WorkspaceFloats(threads));
        }

        public override void Compute(KernelRun run) =>
            kernel.Run(Input(run, 0, input), Input(run, 1, output), Output(run, 0, filters), run.OutputCount > 1 ? Output(run, 1, bias) : [], Scratch.Of(run), Scratch.Workspace);
    }
}

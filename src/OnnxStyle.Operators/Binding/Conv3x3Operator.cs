using OnnxStyle.Onnx;
using OnnxStyle.Operators.Winograd;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Binding;

/// <summary>
/// A 3x3 convolution on blocked tensors. Inputs: x; filters [M, C, 3, 3], left out where they are constant and come from the bank; bias [results]; addend and gate of
/// the output's shape.
/// </summary>
internal sealed class Conv3x3Operator(SessionScratch scratch, FilterBank bank, IReadOnlyList<Tensor<float>> constants) : CustomOperator
{
    public const string OperatorName = "Conv3x3";
    private const string Tile = "tile", Backward = "backward", Relu = "relu", Filters = "filters";

    public override string Name => OperatorName;

    public override IReadOnlyList<OperatorPort> Inputs { get; } =
        [new(), new(Kind: PortKind.Optional), new(Kind: PortKind.Optional), new(Kind: PortKind.Optional), new(Kind: PortKind.Optional)];

    public override IReadOnlyList<OperatorPort> Outputs { get; } = [new()];

    /// <summary>The attributes of a node.</summary>
    /// <param name="shape">The sizes in the direction in which it runs.</param>
    /// <param name="tile">The size of its tiles.</param>
    /// <param name="direction">Which way it uses its filters.</param>
    /// <param name="relu">Whether negative results become 0.</param>
    /// <param name="filters">The number of its constant filters, or -1 where they are an input.</param>
    public static IEnumerable<OnnxAttribute> Attributes(Conv3x3Shape shape, WinogradTile tile, ConvDirection direction, bool relu, int filters) =>
    [
        .. SizeAttributes.Of(shape),
        OnnxAttribute.Of(Tile, (long)tile),
        OnnxAttribute.Of(Backward, direction == ConvDirection.Backward ? 1L : 0L),
        OnnxAttribute.Of(Relu, relu ? 1L : 0L),
        OnnxAttribute.Of(Filters, (long)filters),
    ];

    public override OperatorKernel CreateKernel(KernelSetup setup)
    {
        Conv3x3Shape shape = SizeAttributes.Read(setup);
        ConvDirection direction = setup.Int(Backward) != 0 ? ConvDirection.Backward : ConvDirection.Forward;
        int number = (int)setup.Int(Filters);
        return new Kernel(scratch, shape, (WinogradTile)setup.Int(Tile), direction, setup.Int(Relu) != 0, setup.Threads, number < 0 ? null : bank, number < 0 ? null : constants[number]);
    }

    private sealed class Kernel : BlockedKernel
    {
        private readonly Conv3x3Kernel kernel;
        private readonly WinogradFilters filters;
        private readonly FilterBank? bank;
        private readonly Tensor<float>? constant;
        private readonly bool relu;
        private readonly long[] input, output, changing, bias;

        public Kernel(SessionScratch scratch, Conv3x3Shape shape, WinogradTile tile, ConvDirection direction, bool relu, int threads, FilterBank? bank, Tensor<float>? constant)
            : base(scratch)
        {
            (this.relu, this.bank, this.constant) = (relu, bank, constant);
            input = BlockedLayout.Of(new Shape(shape.Batch, shape.Channels, shape.Height, shape.Width)).ToArray();
            output = BlockedLayout.Of(new Shape(shape.Batch, shape.Results, shape.OutHeight, shape.OutWidth)).ToArray();
            (int m, int c) = direction == ConvDirection.Forward ? (shape.Results, shape.Channels) : (shape.Channels, shape.Results);
            changing = [m, c, 3, 3];
            bias = [shape.Results];
            kernel = new Conv3x3Kernel(shape, tile, direction, scratch.Form);
            scratch.Workspace.Reserve(kernel.WorkspaceFloats(threads));
            filters = bank is not null && constant is not null
                ? bank.Rent(constant, tile, scratch.Form)
                : WinogradFilters.Create(new float[(long)m * c * 9], m, c, tile, scratch.Form, direction == ConvDirection.Backward, OneThread.Team);
        }

        public override void Compute(KernelRun run)
        {
            ITeam team = Scratch.Of(run);
            if (constant is null) filters.Update(Input(run, 1, changing), team);
            kernel.Run(Input(run, 0, input), filters, Input(run, 2, bias), Input(run, 3, output), relu, Input(run, 4, output), Output(run, 0, output), team, Scratch.Workspace);
        }

        public override void Dispose()
        {
            if (bank is not null && constant is not null) bank.Return(constant, kernel.Tile);
            else filters.Dispose();
            base.Dispose();
        }
    }
}

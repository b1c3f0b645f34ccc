using OnnxStyle.Onnx;
using OnnxStyle.Operators.Products;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Binding;

/// <summary>A matrix [M, C] times blocked features [1, C, H, W], blocked.</summary>
internal sealed class ProductOperator(SessionScratch scratch) : CustomOperator
{
    public const string OperatorName = "MatrixTimesFeatures";
    private const string Features = "shape", Results = "results";

    public override string Name => OperatorName;

    public override IReadOnlyList<OperatorPort> Inputs { get; } = [new(), new()];

    public override IReadOnlyList<OperatorPort> Outputs { get; } = [new()];

    /// <summary>The attributes of a node.</summary>
    /// <param name="features">[1, C, H, W].</param>
    /// <param name="results">M.</param>
    public static IEnumerable<OnnxAttribute> Attributes(Shape features, long results) => [OnnxAttribute.Of(Features, features.ToArray()), OnnxAttribute.Of(Results, results)];

    public override OperatorKernel CreateKernel(KernelSetup setup) => new Kernel(scratch, new Shape(setup.Ints(Features)), (int)setup.Int(Results), setup.Threads);

    private sealed class Kernel : BlockedKernel
    {
        private readonly BlockedProduct product;
        private readonly long[] matrix, input, output;

        public Kernel(SessionScratch scratch, Shape shape, int results, int threads)
            : base(scratch)
        {
            product = new BlockedProduct(shape, results, scratch.Form);
            matrix = [results, shape[1]];
            input = BlockedLayout.Of(shape).ToArray();
            output = BlockedLayout.Of(new Shape(1, results, shape[2], shape[3])).ToArray();
            scratch.Workspace.Reserve(product.WorkspaceFloats(threads));
        }

        public override void Compute(KernelRun run) => product.Run(Input(run, 0, matrix), false, Input(run, 1, input), [], [], false, [], Output(run, 0, output), Scratch.Of(run), Scratch.Workspace);
    }
}

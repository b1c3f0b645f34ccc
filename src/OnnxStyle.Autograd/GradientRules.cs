using OnnxStyle.Autograd.Rules;
using OnnxStyle.Onnx;

namespace OnnxStyle.Autograd;

/// <summary>
/// The table of operators and what differentiating them means: one line an operator, in ordinal order. Every operator whose
/// shapes <c>OnnxStyle.Onnx</c> can infer has a line; a test holds that.
/// </summary>
public static class GradientRules
{
    private static readonly GradientRule[] Table =
    [
        Rule("", "Abs", Elementwise.Abs),
        Rule("", "Add", Arithmetic.Add),
        Zero("", "And"),
        Zero("", "ArgMax"),
        Zero("", "ArgMin"),
        Rule("", "AveragePool", AveragePool.Build),
        Rule("", "BatchNormalization", BatchNormalization.Build),
        Rule("", "Cast", Arithmetic.Cast),
        Zero("", "Ceil"),
        Rule("", "Clip", Arithmetic.Clip),
        Rule("", "Concat", Layout.Concat),
        Zero("", "Constant"),
        Zero("", "ConstantOfShape"),
        Rule("", "Conv", Conv.Build),
        Rule("", "ConvTranspose", ConvTranspose.Build),
        Rule("", "Cos", Elementwise.Cos),
        Rule("", "DepthToSpace", Layout.DepthToSpace),
        Rule("", "Div", Arithmetic.Div),
        Rule("", "Dropout", Elementwise.Dropout),
        Rule("", "Elu", Elementwise.Elu),
        Zero("", "Equal"),
        Rule("", "Erf", Elementwise.Erf),
        Rule("", "Exp", Elementwise.Exp),
        Rule("", "Expand", Layout.Expand),
        Rule("", "Flatten", Layout.Reshape),
        Zero("", "Floor"),
        Rule("", "Gather", Indexing.Gather),
        Rule("", "GatherElements", Indexing.GatherElements),
        Rule("", "Gemm", MatMul.Gemm),
        Rule("", "GlobalAveragePool", AveragePool.Global),
        Rule("", "GlobalMaxPool", MaxPool.Global),
        Zero("", "Greater"),
        Zero("", "GreaterOrEqual"),
        Refuse("", "GridSample", "it has no rule; use Resize, or Gather with weights"),
        Rule("", "HardSigmoid", Elementwise.HardSigmoid),
        Rule("", "Identity", Elementwise.Identity),
        Rule("", "InstanceNormalization", InstanceNormalization.Build),
        Rule("", "LayerNormalization", LayerNormalization.Build),
        Rule("", "LeakyRelu", Elementwise.LeakyRelu),
        Zero("", "Less"),
        Zero("", "LessOrEqual"),
        Rule("", "Log", Elementwise.Log),
        Rule("", "LogSoftmax", Softmax.Log),
        Rule("", "MatMul", MatMul.Build),
        Rule("", "Max", Arithmetic.Extremum),
        Rule("", "MaxPool", MaxPool.Build),
        Rule("", "Mean", Arithmetic.Mean),
        Rule("", "Min", Arithmetic.Extremum),
        Rule("", "Mul", Arithmetic.Mul),
        Rule("", "Neg", Elementwise.Neg),
        Zero("", "Not"),
        Refuse("", "OneHot", "its two values have no rule; use Cast of Equal, then Where"),
        Zero("", "Or"),
        Rule("", "PRelu", Arithmetic.PRelu),
        Rule("", "Pad", Pad.Build),
        Rule("", "Pow", Arithmetic.Pow),
        Rule("", "Reciprocal", Elementwise.Reciprocal),
        Rule("", "ReduceL1", Reduce.L1),
        Rule("", "ReduceL2", Reduce.L2),
        Rule("", "ReduceMax", Reduce.Extremum),
        Rule("", "ReduceMean", Reduce.Mean),
        Rule("", "ReduceMin", Reduce.Extremum),
        Refuse("", "ReduceProd", "a product has no gradient through its own value where it is zero; use Exp of ReduceSum of Log"),
        Rule("", "ReduceSum", Reduce.Sum),
        Rule("", "ReduceSumSquare", Reduce.SumSquare),
        Rule("", "Relu", Elementwise.Relu),
        Rule("", "Reshape", Layout.Reshape),
        Rule("", "Resize", Resize.Build),
        Rule("", "ScatterElements", Indexing.ScatterElements),
        Zero("", "Shape"),
        Rule("", "Sigmoid", Elementwise.Sigmoid),
        Zero("", "Sign"),
        Rule("", "Sin", Elementwise.Sin),
        Zero("", "Size"),
        Rule("", "Slice", Layout.Slice),
        Rule("", "Softmax", Softmax.Build),
        Rule("", "Softplus", Elementwise.Softplus),
        Rule("", "SpaceToDepth", Layout.SpaceToDepth),
        Rule("", "Split", Layout.Split),
        Rule("", "Sqrt", Elementwise.Sqrt),
        Rule("", "Squeeze", Layout.Reshape),
        Rule("", "Sub", Arithmetic.Sub),
        Rule("", "Sum", Arithmetic.Sum),
        Rule("", "Tanh", Elementwise.Tanh),
        Rule("", "Tile", Layout.Tile),
        Rule("", "TopK", Indexing.TopK),
        Rule("", "Transpose", Layout.Transpose),
        Rule("", "Unsqueeze", Layout.Reshape),
        Refuse("", "Upsample", "it left ONNX at opset 10; use Resize"),
        Rule("", "Where", Arithmetic.Where),
    ];

    private static readonly Dictionary<(string Domain, string Operator), GradientRule> Index = Table.ToDictionary(r => (r.Domain, r.Operator));

    /// <summary>All lines, sorted by domain and operator.</summary>
    public static IReadOnlyList<GradientRule> All => Table;

    /// <summary>The line of a node's operator, or null when the table has none.</summary>
    public static GradientRule? Find(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return Index.GetValueOrDefault((node.Domain, node.OpType));
    }

    /// <summary>The line of convolutions with the gradient of filters as products.</summary>
    internal static GradientRule ConvByProducts { get; } = Rule("", "Conv", Conv.BuildByProducts);

    private static GradientRule Rule(string domain, string op, Func<GradientContext, Value?[]> build) => new(domain, op, GradientVerdict.Rule, null, build);

    private static GradientRule Zero(string domain, string op) => new(domain, op, GradientVerdict.Zero, null, null);

    private static GradientRule Refuse(string domain, string op, string reason) => new(domain, op, GradientVerdict.Refuse, reason, null);
}

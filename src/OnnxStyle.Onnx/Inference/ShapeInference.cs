using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>
/// The operators whose output types and shapes this project can tell, in one sorted table. To add one, write its function in the file of its
/// family beside this one and give it a line here.
/// </summary>
/// <remarks>Source: "ONNX Operator Schemas" up to opset 22. A function gives null when an output depends on contents that are not known.</remarks>
public static class ShapeInference
{
    private static readonly SortedDictionary<string, Func<InferenceContext, Inferred[]?>> Table = new(StringComparer.Ordinal)
    {
        ["Abs"] = ElementwiseShapes.Unary,
        ["Add"] = ElementwiseShapes.Arithmetic,
        ["And"] = ElementwiseShapes.Logic,
        ["ArgMax"] = ReductionShapes.Arg,
        ["ArgMin"] = ReductionShapes.Arg,
        ["AveragePool"] = ConvolutionShapes.Pool,
        ["BatchNormalization"] = NormalizationShapes.Batch,
        ["Cast"] = ElementwiseShapes.Cast,
        ["Ceil"] = ElementwiseShapes.Unary,
        ["Clip"] = ElementwiseShapes.Clip,
        ["Concat"] = ShapingShapes.Concat,
        ["Constant"] = ConstantShapes.Constant,
        ["ConstantOfShape"] = ConstantShapes.OfShape,
        ["Conv"] = ConvolutionShapes.Conv,
        ["ConvTranspose"] = ConvolutionShapes.ConvTranspose,
        ["Cos"] = ElementwiseShapes.Unary,
        ["DepthToSpace"] = ShapingShapes.DepthToSpace,
        ["Div"] = ElementwiseShapes.Arithmetic,
        ["Dropout"] = ElementwiseShapes.Dropout,
        ["Elu"] = ElementwiseShapes.Unary,
        ["Equal"] = ElementwiseShapes.Comparison,
        ["Erf"] = ElementwiseShapes.Unary,
        ["Exp"] = ElementwiseShapes.Unary,
        ["Expand"] = ShapingShapes.Expand,
        ["Flatten"] = ShapingShapes.Flatten,
        ["Floor"] = ElementwiseShapes.Unary,
        ["Gather"] = IndexingShapes.Gather,
        ["GatherElements"] = IndexingShapes.GatherElements,
        ["Gemm"] = MatrixShapes.Gemm,
        ["GlobalAveragePool"] = ConvolutionShapes.GlobalPool,
        ["GlobalMaxPool"] = ConvolutionShapes.GlobalPool,
        ["Greater"] = ElementwiseShapes.Comparison,
        ["GreaterOrEqual"] = ElementwiseShapes.Comparison,
        ["GridSample"] = IndexingShapes.GridSample,
        ["HardSigmoid"] = ElementwiseShapes.Unary,
        ["Identity"] = ElementwiseShapes.Identity,
        ["InstanceNormalization"] = NormalizationShapes.Instance,
        ["LayerNormalization"] = NormalizationShapes.Layer,
        ["LeakyRelu"] = ElementwiseShapes.Unary,
        ["Less"] = ElementwiseShapes.Comparison,
        ["LessOrEqual"] = ElementwiseShapes.Comparison,
        ["Log"] = ElementwiseShapes.Unary,
        ["LogSoftmax"] = NormalizationShapes.Softmax,
        ["MatMul"] = MatrixShapes.MatMul,
        ["Max"] = ElementwiseShapes.Variadic,
        ["MaxPool"] = ConvolutionShapes.Pool,
        ["Mean"] = ElementwiseShapes.Variadic,
        ["Min"] = ElementwiseShapes.Variadic,
        ["Mul"] = ElementwiseShapes.Arithmetic,
        ["Neg"] = ElementwiseShapes.Unary,
        ["Not"] = ElementwiseShapes.Unary,
        ["OneHot"] = IndexingShapes.OneHot,
        ["Or"] = ElementwiseShapes.Logic,
        ["PRelu"] = ElementwiseShapes.Arithmetic,
        ["Pad"] = SlicingShapes.Pad,
        ["Pow"] = ElementwiseShapes.Power,
        ["Reciprocal"] = ElementwiseShapes.Unary,
        ["ReduceL1"] = ReductionShapes.Reduce,
        ["ReduceL2"] = ReductionShapes.Reduce,
        ["ReduceMax"] = ReductionShapes.Reduce,
        ["ReduceMean"] = ReductionShapes.Reduce,
        ["ReduceMin"] = ReductionShapes.Reduce,
        ["ReduceProd"] = ReductionShapes.Reduce,
        ["ReduceSum"] = ReductionShapes.Reduce,
        ["ReduceSumSquare"] = ReductionShapes.Reduce,
        ["Relu"] = ElementwiseShapes.Unary,
        ["Reshape"] = ShapingShapes.Reshape,
        ["Resize"] = SlicingShapes.Resize,
        ["ScatterElements"] = IndexingShapes.ScatterElements,
        ["Shape"] = ConstantShapes.ShapeOf,
        ["Sigmoid"] = ElementwiseShapes.Unary,
        ["Sign"] = ElementwiseShapes.Unary,
        ["Sin"] = ElementwiseShapes.Unary,
        ["Size"] = ConstantShapes.Size,
        ["Slice"] = SlicingShapes.Slice,
        ["Softmax"] = NormalizationShapes.Softmax,
        ["Softplus"] = ElementwiseShapes.Unary,
        ["SpaceToDepth"] = ShapingShapes.SpaceToDepth,
        ["Split"] = SlicingShapes.Split,
        ["Sqrt"] = ElementwiseShapes.Unary,
        ["Squeeze"] = ShapingShapes.Squeeze,
        ["Sub"] = ElementwiseShapes.Arithmetic,
        ["Sum"] = ElementwiseShapes.Variadic,
        ["Tanh"] = ElementwiseShapes.Unary,
        ["Tile"] = SlicingShapes.Tile,
        ["TopK"] = ReductionShapes.TopK,
        ["Transpose"] = ShapingShapes.Transpose,
        ["Unsqueeze"] = ShapingShapes.Unsqueeze,
        ["Upsample"] = SlicingShapes.Upsample,
        ["Where"] = ElementwiseShapes.Where,
    };

    /// <summary>The operators in the table, in ordinal order.</summary>
    public static IReadOnlyCollection<string> Operators => Table.Keys;

    /// <summary>The outputs of a node whose inputs all have shapes; null when they depend on contents that are not known.</summary>
    /// <exception cref="ShapeException">The inputs do not fit the operator or one another.</exception>
    internal static Inferred[]? Infer(InferenceContext context)
    {
        if (!Table.TryGetValue(context.Node.OpType, out Func<InferenceContext, Inferred[]?>? function)) return null;
        try
        {
            Inferred[]? outputs = function(context);
            if (outputs is not null && outputs.Length < context.OutputCount)
                throw context.Wrong($"at most {outputs.Length} outputs", $"{context.OutputCount}");
            return outputs;
        }
        catch (OverflowException)
        {
            throw context.Wrong("extents that fit 64 bits", $"an overflow from {context.Describe()}");
        }
    }

    /// <summary>The outputs of a node that is being built, where not knowing is an error.</summary>
    internal static Inferred[] InferOrThrow(Node node, int outputCount, int opset)
    {
        if (!Table.ContainsKey(node.OpType))
            throw new ShapeException(node.ToString(), "an operator of the table of shape inference", $"'{node.OpType}', which is not in it; add it there, or use OpIn for another domain");
        InferenceContext context = new(node, outputCount, opset);
        return Infer(context)
            ?? throw context.Wrong($"a constant as input {context.Missing}, because shapes are static", $"{node.Inputs[Math.Max(0, context.Missing)]}");
    }
}

using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Autograd.Tests.Cases;

/// <summary>All rows, and the short forms that rows are written in.</summary>
public static class KnownCases
{
    public static IReadOnlyList<GradientCase> All { get; } =
        [.. ElementwiseCases.Rows, .. LayoutCases.Rows, .. ConvolutionCases.Rows, .. PoolCases.Rows, .. ProductCases.Rows, .. ReduceCases.Rows, .. NormalizationCases.Rows, .. ResizeCases.Rows];

    public static GradientCase Find(string name) => All.Single(c => c.Name == name);

    internal static CaseInput In(params long[] dims) => new(dims);

    internal static CaseInput Positive(params long[] dims) => new(dims, Draw.Positive);

    internal static CaseInput Distinct(params long[] dims) => new(dims, Draw.Distinct);

    internal static Value Longs(GraphBuilder b, long[] dims, params long[] values) => b.Constant(new Tensor<long>(new Shape(dims), values));

    internal static OnnxAttribute At(string name, long value) => OnnxAttribute.Of(name, value);

    internal static OnnxAttribute At(string name, float value) => OnnxAttribute.Of(name, value);

    internal static OnnxAttribute At(string name, string value) => OnnxAttribute.Of(name, value);

    internal static OnnxAttribute At(string name, params long[] value) => OnnxAttribute.Of(name, value);
}

using OnnxStyle.Autograd.Tests.Cases;
using OnnxStyle.Onnx;

namespace OnnxStyle.Autograd.Tests;

/// <summary>Every rule against finite differences.</summary>
public sealed class GradientTests
{
    public static TheoryData<string> Names => [.. KnownCases.All.Select(c => c.Name)];

    public static TheoryData<string> SmoothNames => [.. KnownCases.All.Where(c => c.Smooth).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradient_is_the_finite_difference(string name) => Assert.Equal("", GradientCheck.Failure(KnownCases.Find(name)));

    public static TheoryData<string> Convolutions => [.. ConvolutionCases.Rows.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Convolutions))]
    public void Gradient_of_filters_by_products_is_the_finite_difference(string name)
    {
        Assert.Equal("", GradientCheck.Failure(KnownCases.Find(name), rules: ByProducts));
        Assert.Equal("", GradientCheck.Failure(KnownCases.Find(name), order: 2, rules: ByProducts));
    }

    [Theory]
    [MemberData(nameof(SmoothNames))]
    public void Gradient_of_the_gradient_is_the_finite_difference(string name) => Assert.Equal("", GradientCheck.Failure(KnownCases.Find(name), order: 2));

    private static GradientRule? ByProducts(Node node) => node is { OpType: "Conv", Domain: "" } ? GradientRules.ConvByProducts : GradientRules.Find(node);
}

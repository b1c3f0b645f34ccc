using OnnxStyle.Autograd.Tests.Cases;
using OnnxStyle.Onnx;

namespace OnnxStyle.Autograd.Tests;

/// <summary>A check that nobody has seen fail is no evidence: deliberately wrong rules must be caught.</summary>
public sealed class NegativeControlTests
{
    [Theory]
    [InlineData("Conv 3x3 same, odd", "Conv")]
    [InlineData("MatMul Gram of a feature map", "MatMul")]
    [InlineData("Tanh", "Tanh")]
    [InlineData("AveragePool 2x2 odd", "AveragePool")]
    public void A_factor_of_1_01_is_caught(string row, string op) =>
        AssertCaught(row, op, (g, right) => [.. right.Select(v => v is null ? null : g.Scale(v, 1.01))]);

    [Theory]
    [InlineData("Sub broadcast leading", "Sub")]
    [InlineData("Div", "Div")]
    [InlineData("MatMul", "MatMul")]
    public void A_swapped_sign_is_caught(string row, string op) =>
        AssertCaught(row, op, (g, right) => [right[0], right[1] is null ? null : g.Graph.Neg(right[1]!)]);

    [Theory]
    [InlineData("Softmax last")]
    [InlineData("Softmax first")]
    public void A_missing_term_is_caught(string row) =>
        AssertCaught(row, "Softmax", (g, _) => [g.Graph.Mul(g.Gradient, g.Output(0))]); // without - y · Σ dy · y

    [Fact]
    public void A_missing_mean_in_a_normalisation_is_caught() =>
        AssertCaught(
            "InstanceNormalization two planes, odd width",
            "InstanceNormalization",
            (g, right) => [g.Graph.Add(right[0]!, g.Graph.Mul(g.Gradient, g.Graph.Scalar(1e-3f))), right[1], right[2]]);

    [Fact]
    public void One_wrong_element_is_caught() =>
        AssertCaught("Reshape", "Reshape", (g, right) => [g.Graph.Transpose(g.Graph.Transpose(g.Reverse(right[0]!, 2), [0, 1, 2]), [0, 1, 2]), null]);

    private static void AssertCaught(string row, string op, Func<GradientContext, Value?[], Value?[]> spoil)
    {
        GradientRule? Wrong(Node node)
        {
            GradientRule? rule = GradientRules.Find(node);
            return node.OpType != op || rule?.Build is null ? rule : new GradientRule(rule.Domain, op, GradientVerdict.Rule, null, g => spoil(g, rule.Build(g)));
        }

        Assert.Equal("", GradientCheck.Failure(KnownCases.Find(row)));
        Assert.Contains("off by", GradientCheck.Failure(KnownCases.Find(row), rules: Wrong), StringComparison.Ordinal);
    }
}

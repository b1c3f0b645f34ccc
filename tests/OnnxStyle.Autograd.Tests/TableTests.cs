using OnnxStyle.Autograd.Tests.Cases;
using OnnxStyle.Onnx;

namespace OnnxStyle.Autograd.Tests;

/// <summary>The table itself: sorted, whole, and every rule proved by a row.</summary>
public sealed class TableTests
{
    [Fact]
    public void Table_is_sorted_without_repetition()
    {
        string[] keys = [.. GradientRules.All.Select(r => $"{r.Domain}/{r.Operator}")];
        Assert.Equal(keys.Distinct().Order(StringComparer.Ordinal), keys);
    }

    [Fact]
    public void Every_operator_with_shape_inference_has_a_verdict() =>
        Assert.Empty(ShapeInference.Operators.Except(GradientRules.All.Where(r => r.Domain.Length == 0).Select(r => r.Operator)));

    [Fact]
    public void Every_verdict_is_of_an_operator_that_can_be_built() =>
        Assert.Empty(GradientRules.All.Select(r => r.Operator).Except(ShapeInference.Operators));

    [Fact]
    public void Every_rule_has_a_row()
    {
        HashSet<string> used = [];
        foreach (GradientCase row in KnownCases.All)
        {
            GraphBuilder graph = new();
            row.Build(graph, [.. row.Inputs.Select((input, i) => graph.Input($"x{i}", input.Shape))]);
            used.UnionWith(graph.Nodes.Select(n => n.OpType));
        }

        Assert.Empty(GradientRules.All.Where(r => r.Verdict == GradientVerdict.Rule).Select(r => r.Operator).Except(used));
    }

    [Fact]
    public void Every_refusal_says_why() =>
        Assert.All(GradientRules.All.Where(r => r.Verdict == GradientVerdict.Refuse), r => Assert.False(string.IsNullOrWhiteSpace(r.Reason)));

    [Fact]
    public void Case_names_are_different() => Assert.Equal(KnownCases.All.Count, KnownCases.All.Select(c => c.Name).Distinct().Count());
}

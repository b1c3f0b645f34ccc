using static OnnxStyle.Autograd.Tests.Cases.KnownCases;

namespace OnnxStyle.Autograd.Tests.Cases;

internal static class NormalizationCases
{
    public static IEnumerable<GradientCase> Rows =>
    [
        new("InstanceNormalization two planes, odd width", [In(2, 3, 4, 5), In(3), In(3)], (b, x) => b.InstanceNormalization(x[0], x[1], x[2])),
        new("InstanceNormalization 1-D, large epsilon", [In(1, 2, 7), In(2), In(2)], (b, x) => b.InstanceNormalization(x[0], x[1], x[2], 0.5f)),
        new("BatchNormalization training", [In(3, 2, 4, 3), In(2), In(2), In(2), Positive(2)], (b, x) => b.BatchNormalization(x[0], x[1], x[2], x[3], x[4], 1e-3f, 0.9f, true)[0]),
        new("BatchNormalization inference", [In(3, 2, 2, 3), In(2), In(2), In(2), Positive(2)], (b, x) => b.BatchNormalization(x[0], x[1], x[2], x[3], x[4], 1e-3f, 0.9f, false)[0]),
        new("LayerNormalization last axis", [In(3, 2, 5), In(5), In(5)], (b, x) => b.Op("LayerNormalization", x)),
        new("LayerNormalization two axes", [In(3, 2, 5), In(2, 5), In(2, 5)], (b, x) => b.Op("LayerNormalization", x, At("axis", 1))),
    ];
}

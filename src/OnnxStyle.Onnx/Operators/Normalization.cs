namespace OnnxStyle.Onnx;

/// <content>Normalizations.</content>
public sealed partial class GraphBuilder
{
    /// <summary>Normalizes every channel of every image to mean 0 and variance 1, then scales and shifts it.</summary>
    /// <param name="x"><c>[N, C, H, W]</c>.</param>
    /// <param name="scale"><c>[C]</c>.</param>
    /// <param name="b"><c>[C]</c>.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value InstanceNormalization(Value x, Value scale, Value b, float epsilon = 1e-5f, string? name = null) =>
        One("InstanceNormalization", name, [x, scale, b], OnnxAttribute.Of("epsilon", epsilon));

    /// <summary>Normalizes every channel over all images.</summary>
    /// <param name="x"><c>[N, C, H, W]</c>.</param>
    /// <param name="scale"><c>[C]</c>.</param>
    /// <param name="b"><c>[C]</c>.</param>
    /// <param name="mean">The running mean <c>[C]</c>.</param>
    /// <param name="variance">The running variance <c>[C]</c>.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="momentum">Weight of the old running statistics.</param>
    /// <param name="training">Whether the statistics of this batch are used, and the running ones given anew.</param>
    /// <param name="name">A name for the output, or null.</param>
    /// <returns>The result; in training also the new running mean and variance.</returns>
    public IReadOnlyList<Value> BatchNormalization(
        Value x,
        Value scale,
        Value b,
        Value mean,
        Value variance,
        float epsilon = 1e-5f,
        float momentum = 0.9f,
        bool training = false,
        string? name = null)
    {
        OnnxAttribute[] attributes =
        [
            OnnxAttribute.Of("epsilon", epsilon), OnnxAttribute.Of("momentum", momentum), OnnxAttribute.Of("training_mode", training ? 1L : 0L),
        ];
        return Make("BatchNormalization", name, training ? 3 : 1, [x, scale, b, mean, variance], attributes);
    }
}

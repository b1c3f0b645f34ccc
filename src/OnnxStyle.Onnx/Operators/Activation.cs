namespace OnnxStyle.Onnx;

/// <content>Activation functions.</content>
public sealed partial class GraphBuilder
{
    /// <summary>max(x, 0).</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Relu(Value x, string? name = null) => One("Relu", name, [x]);

    /// <summary>1 / (1 + exp(-x)).</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Sigmoid(Value x, string? name = null) => One("Sigmoid", name, [x]);

    /// <summary>Hyperbolic tangent.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Tanh(Value x, string? name = null) => One("Tanh", name, [x]);

    /// <summary>log(1 + exp(x)).</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Softplus(Value x, string? name = null) => One("Softplus", name, [x]);

    /// <summary>x where it is positive, alpha * x elsewhere.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="alpha">The slope below 0.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value LeakyRelu(Value x, float alpha = 0.01f, string? name = null) => One("LeakyRelu", name, [x], OnnxAttribute.Of("alpha", alpha));

    /// <summary>x where it is positive, alpha * (exp(x) - 1) elsewhere.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="alpha">The limit below 0, negated.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Elu(Value x, float alpha = 1f, string? name = null) => One("Elu", name, [x], OnnxAttribute.Of("alpha", alpha));

    /// <summary>max(0, min(1, alpha * x + beta)).</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="alpha">The slope.</param>
    /// <param name="beta">The value at 0.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value HardSigmoid(Value x, float alpha = 0.2f, float beta = 0.5f, string? name = null) =>
        One("HardSigmoid", name, [x], OnnxAttribute.Of("alpha", alpha), OnnxAttribute.Of("beta", beta));

    /// <summary>exp(x) divided by its sum along an axis.</summary>
    /// <param name="x">Rank 1 or more.</param>
    /// <param name="axis">The axis that sums to 1.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Softmax(Value x, long axis = -1, string? name = null) => One("Softmax", name, [x], OnnxAttribute.Of("axis", axis));

    /// <summary>The logarithm of <see cref="Softmax"/>, computed without overflow.</summary>
    /// <param name="x">Rank 1 or more.</param>
    /// <param name="axis">The axis that the softmax sums over.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value LogSoftmax(Value x, long axis = -1, string? name = null) => One("LogSoftmax", name, [x], OnnxAttribute.Of("axis", axis));
}

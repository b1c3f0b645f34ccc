namespace OnnxStyle.Optimization;

/// <summary>
/// Gradient descent with momentum (PyTorch's SGD): b = μ·b + g, beginning with b = g; x -= rate·b, or x -= rate·(g + μ·b) with Nesterov.
/// </summary>
public sealed class GradientDescent : FirstOrderOptimizer
{
    private readonly GradientDescentOptions options;
    private float[] velocity = [];

    /// <summary>Makes an optimiser that has not stepped yet.</summary>
    /// <exception cref="Tensors.OptionsException">An option does not work.</exception>
    public GradientDescent(GradientDescentOptions options)
        : base(options) => this.options = options;

    /// <inheritdoc/>
    public override string Name => "gd";

    /// <inheritdoc/>
    public override long MemoryBytes(int length) => 4L * sizeof(float) * length;

    private protected override void Update(ReadOnlySpan<float> gradient, Span<float> x, double rate)
    {
        float momentum = (float)options.Momentum, step = (float)rate;
        System.Numerics.Tensors.TensorPrimitives.FusedMultiplyAdd(velocity, momentum, gradient, velocity);
        VectorMath.AddScaled(x, options.Nesterov ? -step * momentum : -step, velocity);
        if (options.Nesterov) VectorMath.AddScaled(x, -step, gradient);
    }

    private protected override void AllocateState(int length) => velocity = new float[length];

    private protected override void Forget() => velocity = [];

    private protected override void Capture(Dictionary<string, double> scalars, Dictionary<string, float[]> arrays) => arrays["velocity"] = (float[])velocity.Clone();

    private protected override void Restore(OptimizerState state, Func<OptimizerState, string, double> scalar, Func<OptimizerState, string, float[]> array) =>
        array(state, "velocity").CopyTo(velocity, 0);

    private protected override void ResampleState(int newLength, Func<float[], float[]> smooth, Func<float[], float[]> nonNegative) => velocity = smooth(velocity);
}

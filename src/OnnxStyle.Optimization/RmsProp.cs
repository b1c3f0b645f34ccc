using System.Numerics;
using System.Runtime.InteropServices;

namespace OnnxStyle.Optimization;

/// <summary>RMSprop (Tieleman and Hinton 2012, in PyTorch's form): v = α·v + (1 - α)·g²; b = μ·b + g / (√v + ε); x -= rate·b.</summary>
public sealed class RmsProp : FirstOrderOptimizer
{
    private readonly RmsPropOptions options;
    private float[] meanSquare = [];
    private float[] velocity = [];

    /// <summary>Makes an optimiser that has not stepped yet.</summary>
    /// <exception cref="Tensors.OptionsException">An option does not work.</exception>
    public RmsProp(RmsPropOptions options)
        : base(options) => this.options = options;

    /// <inheritdoc/>
    public override string Name => "rmsprop";

    /// <inheritdoc/>
    public override long MemoryBytes(int length) => 5L * sizeof(float) * length;

    private protected override void Update(ReadOnlySpan<float> gradient, Span<float> x, double rate)
    {
        float alpha = (float)options.Alpha, rest = (float)(1 - options.Alpha), epsilon = (float)options.Epsilon, momentum = (float)options.Momentum, step = (float)rate;
        Vector<float> epsilons = new(epsilon);
        ref float pg = ref MemoryMarshal.GetReference(gradient), px = ref MemoryMarshal.GetReference(x);
        ref float pb = ref MemoryMarshal.GetArrayDataReference(velocity), pv = ref MemoryMarshal.GetArrayDataReference(meanSquare);
        int i = 0;
        for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> g = Vector.LoadUnsafe(ref pg, (nuint)i);
            Vector<float> v = (Vector.LoadUnsafe(ref pv, (nuint)i) * alpha) + (g * g * rest);
            Vector<float> b = (Vector.LoadUnsafe(ref pb, (nuint)i) * momentum) + (g / (Vector.SquareRoot(v) + epsilons));
            v.StoreUnsafe(ref pv, (nuint)i);
            b.StoreUnsafe(ref pb, (nuint)i);
            (Vector.LoadUnsafe(ref px, (nuint)i) - (b * step)).StoreUnsafe(ref px, (nuint)i);
        }

        for (; i < x.Length; i++)
        {
            float g = gradient[i];
            meanSquare[i] = (meanSquare[i] * alpha) + (g * g * rest);
            velocity[i] = (velocity[i] * momentum) + (g / (MathF.Sqrt(meanSquare[i]) + epsilon));
            x[i] -= velocity[i] * step;
        }
    }

    private protected override void AllocateState(int length)
    {
        meanSquare = new float[length];
        velocity = new float[length];
    }

    private protected override void Forget() => meanSquare = velocity = [];

    private protected override void Capture(Dictionary<string, double> scalars, Dictionary<string, float[]> arrays)
    {
        arrays["mean_square"] = (float[])meanSquare.Clone();
        arrays["velocity"] = (float[])velocity.Clone();
    }

    private protected override void Restore(OptimizerState state, Func<OptimizerState, string, double> scalar, Func<OptimizerState, string, float[]> array)
    {
        array(state, "mean_square").CopyTo(meanSquare, 0);
        array(state, "velocity").CopyTo(velocity, 0);
    }

    private protected override void ResampleState(int newLength, Func<float[], float[]> smooth, Func<float[], float[]> nonNegative)
    {
        meanSquare = nonNegative(meanSquare);
        velocity = smooth(velocity);
    }
}

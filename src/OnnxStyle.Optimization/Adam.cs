using System.Numerics;
using System.Runtime.InteropServices;

namespace OnnxStyle.Optimization;

/// <summary>
/// Adam (Kingma and Ba 2014, algorithm 1, in PyTorch's order of operations):
/// m = β1·m + (1 - β1)·g; v = β2·v + (1 - β2)·g²; x -= rate / (1 - β1^t) · m / (√v / √(1 - β2^t) + ε).
/// </summary>
public sealed class Adam : FirstOrderOptimizer
{
    private readonly AdamOptions options;
    private float[] mean = [];
    private float[] meanSquare = [];

    /// <summary>Makes an optimiser that has not stepped yet.</summary>
    /// <exception cref="Tensors.OptionsException">An option does not work.</exception>
    public Adam(AdamOptions options)
        : base(options) => this.options = options;

    /// <inheritdoc/>
    public override string Name => "adam";

    /// <inheritdoc/>
    public override long MemoryBytes(int length) => 5L * sizeof(float) * length;

    private protected override void Update(ReadOnlySpan<float> gradient, Span<float> x, double rate)
    {
        double t = Iteration + 1;
        float step = (float)(rate / (1 - Math.Pow(options.Beta1, t)));
        float root = (float)Math.Sqrt(1 - Math.Pow(options.Beta2, t));
        float beta1 = (float)options.Beta1, beta2 = (float)options.Beta2, rest1 = (float)(1 - options.Beta1), rest2 = (float)(1 - options.Beta2), epsilon = (float)options.Epsilon;
        Vector<float> steps = new(step), roots = new(root), epsilons = new(epsilon);
        ref float pg = ref MemoryMarshal.GetReference(gradient), px = ref MemoryMarshal.GetReference(x);
        ref float pm = ref MemoryMarshal.GetArrayDataReference(mean), pv = ref MemoryMarshal.GetArrayDataReference(meanSquare);
        int i = 0;
        for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> g = Vector.LoadUnsafe(ref pg, (nuint)i);
            Vector<float> m = (Vector.LoadUnsafe(ref pm, (nuint)i) * beta1) + (g * rest1);
            Vector<float> v = (Vector.LoadUnsafe(ref pv, (nuint)i) * beta2) + (g * g * rest2);
            m.StoreUnsafe(ref pm, (nuint)i);
            v.StoreUnsafe(ref pv, (nuint)i);
            (Vector.LoadUnsafe(ref px, (nuint)i) - (steps * m / ((Vector.SquareRoot(v) / roots) + epsilons))).StoreUnsafe(ref px, (nuint)i);
        }

        for (; i < x.Length; i++)
        {
            float g = gradient[i];
            mean[i] = (mean[i] * beta1) + (g * rest1);
            meanSquare[i] = (meanSquare[i] * beta2) + (g * g * rest2);
            x[i] -= step * mean[i] / ((MathF.Sqrt(meanSquare[i]) / root) + epsilon);
        }
    }

    private protected override void AllocateState(int length)
    {
        mean = new float[length];
        meanSquare = new float[length];
    }

    private protected override void Forget() => mean = meanSquare = [];

    private protected override void Capture(Dictionary<string, double> scalars, Dictionary<string, float[]> arrays)
    {
        arrays["mean"] = (float[])mean.Clone();
        arrays["mean_square"] = (float[])meanSquare.Clone();
    }

    private protected override void Restore(OptimizerState state, Func<OptimizerState, string, double> scalar, Func<OptimizerState, string, float[]> array)
    {
        array(state, "mean").CopyTo(mean, 0);
        array(state, "mean_square").CopyTo(meanSquare, 0);
    }

    private protected override void ResampleState(int newLength, Func<float[], float[]> smooth, Func<float[], float[]> nonNegative)
    {
        mean = smooth(mean);
        meanSquare = nonNegative(meanSquare);
    }
}

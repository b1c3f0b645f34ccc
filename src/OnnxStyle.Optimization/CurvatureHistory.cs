using System.Numerics.Tensors;

namespace OnnxStyle.Optimization;

/// <summary>
/// The pairs (s, y) of L-BFGS, oldest first, and the product of the inverse Hessian they describe with a vector. One slot more than the history
/// is kept: the newest pair is written there and only then is the oldest dropped, or not. Slots are made when first needed and then reused.
/// </summary>
internal sealed class CurvatureHistory
{
    private readonly int capacity;
    private readonly double threshold;
    private readonly float[]?[] steps;
    private readonly float[]?[] changes;
    private readonly double[] products;
    private readonly double[] alphas;
    private readonly double[] masked;
    private int first;
    private double scale = 1;

    public CurvatureHistory(int capacity, double threshold)
    {
        this.capacity = capacity;
        this.threshold = threshold;
        steps = new float[capacity + 1][];
        changes = new float[capacity + 1][];
        products = new double[capacity + 1];
        alphas = new double[capacity];
        masked = new double[capacity];
    }

    public int Count { get; private set; }

    public void Drop()
    {
        Count = 0;
        first = 0;
        scale = 1;
    }

    public void Free()
    {
        Drop();
        Array.Clear(steps);
        Array.Clear(changes);
    }

    /// <summary>Remembers s = to - from and y = gradientTo - gradientFrom, if y·s > threshold·‖y‖·‖s‖.</summary>
    public bool Add(ReadOnlySpan<float> from, ReadOnlySpan<float> to, ReadOnlySpan<float> gradientFrom, ReadOnlySpan<float> gradientTo)
    {
        (float[] s, float[] y) = Slot(Index(Count), from.Length);
        TensorPrimitives.Subtract(to, from, s);
        TensorPrimitives.Subtract(gradientTo, gradientFrom, y);
        double product = VectorMath.Dot(y, s), squareOfY = VectorMath.Dot(y, y);
        if (!IsCurved(product, squareOfY, VectorMath.Dot(s, s))) return false;
        products[Index(Count)] = product;
        scale = product / squareOfY;
        if (++Count > capacity)
        {
            first = (first + 1) % (capacity + 1);
            Count = capacity;
        }

        return true;
    }

    /// <summary>q = H·q, by the two-loop recursion (Nocedal and Wright 2006, algorithm 7.4), each pair read once a loop.</summary>
    public void Multiply(Span<float> q)
    {
        if (Count == 0) return;
        double dot = VectorMath.Dot(S(Count - 1), q);
        for (int i = Count - 1; i > 0; i--)
        {
            alphas[i] = dot / products[Index(i)];
            dot = VectorMath.AddScaledThenDot(q, (float)-alphas[i], Y(i), S(i - 1));
        }

        alphas[0] = dot / products[Index(0)];
        VectorMath.AddScaled(q, (float)-alphas[0], Y(0));
        TensorPrimitives.Multiply(q, (float)scale, q);
        dot = VectorMath.Dot(Y(0), q);
        for (int i = 0; i < Count - 1; i++)
            dot = VectorMath.AddScaledThenDot(q, (float)(alphas[i] - (dot / products[Index(i)])), S(i), Y(i + 1));
        VectorMath.AddScaled(q, (float)(alphas[Count - 1] - (dot / products[Index(Count - 1)])), S(Count - 1));
    }

    /// <summary>
    /// The same within the free variables (mask 1): every pair is restricted to them, so that H approximates the inverse of the Hessian's free block.
    /// A pair without curvature there is passed over. q must be 0 where the mask is.
    /// </summary>
    public void Multiply(Span<float> q, ReadOnlySpan<float> mask)
    {
        double freeScale = 1;
        bool newest = true;
        for (int i = Count - 1; i >= 0; i--)
        {
            (masked[i], double squareOfY, double squareOfS) = VectorMath.Products(Y(i), S(i), mask);
            if (!IsCurved(masked[i], squareOfY, squareOfS)) masked[i] = 0;
            if (masked[i] == 0) continue;
            if (newest) freeScale = masked[i] / squareOfY;
            newest = false;
            alphas[i] = VectorMath.Dot(S(i), q) / masked[i];
            VectorMath.AddScaled(q, (float)-alphas[i], Y(i));
            TensorPrimitives.Multiply(q, mask, q);
        }

        TensorPrimitives.Multiply(q, (float)freeScale, q);
        for (int i = 0; i < Count; i++)
        {
            if (masked[i] == 0) continue;
            double beta = VectorMath.Dot(Y(i), q) / masked[i];
            VectorMath.AddScaled(q, (float)(alphas[i] - beta), S(i));
            TensorPrimitives.Multiply(q, mask, q);
        }
    }

    public void Capture(Dictionary<string, double> scalars, Dictionary<string, float[]> arrays)
    {
        scalars["pairs"] = Count;
        scalars["scale"] = scale;
        for (int i = 0; i < Count; i++)
        {
            scalars[$"product {i}"] = products[Index(i)];
            arrays[$"step {i}"] = (float[])S(i).Clone();
            arrays[$"change {i}"] = (float[])Y(i).Clone();
        }
    }

    public void Restore(OptimizerState state, Func<OptimizerState, string, double> scalar, Func<OptimizerState, string, float[]> array)
    {
        Drop();
        int pairs = (int)scalar(state, "pairs");
        if (pairs < 0 || pairs > capacity) throw new OptimizerStateException($"at most {capacity} pairs (the option History)", $"{pairs}");
        for (int i = 0; i < pairs; i++)
        {
            (float[] s, float[] y) = Slot(i, state.Length);
            array(state, $"step {i}").CopyTo(s, 0);
            array(state, $"change {i}").CopyTo(y, 0);
            products[i] = scalar(state, $"product {i}");
        }

        Count = pairs;
        scale = scalar(state, "scale");
    }

    // The cosine between y and s: unchanged when the objective or the variables are scaled.
    private bool IsCurved(double product, double squareOfY, double squareOfS) => product > threshold * Math.Sqrt(squareOfY) * Math.Sqrt(squareOfS);

    private int Index(int pair) => (first + pair) % (capacity + 1);

    private float[] S(int pair) => steps[Index(pair)]!;

    private float[] Y(int pair) => changes[Index(pair)]!;

    private (float[] S, float[] Y) Slot(int index, int length)
    {
        if (steps[index]?.Length != length) steps[index] = GC.AllocateUninitializedArray<float>(length);
        if (changes[index]?.Length != length) changes[index] = GC.AllocateUninitializedArray<float>(length);
        return (steps[index]!, changes[index]!);
    }
}

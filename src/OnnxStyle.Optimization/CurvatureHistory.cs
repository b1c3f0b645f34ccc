using System.Numerics.Tensors;

namespace OnnxStyle.Optimization;

/// <summary>
/// The pairs (s, y) of L-BFGS, oldest first, and the product of the inverse Hessian they describe with a vector. One slot more than the history
/// is kept: the newest pair is written there and only then is the oldest dropped, or not. Slots are made when first needed and then reused.
/// </summary>
/// <remarks>
/// The two-loop recursion runs on coefficients of the pairs (Chen, Wang and Zhou 2014, vector-free L-BFGS): it needs products of pairs with each other, of which only
/// those of a new pair are computed, and with the gradient. So a step reads the history twice, once for products and once for their sum, on all threads.
/// </remarks>
internal sealed class CurvatureHistory
{
    private readonly int capacity;
    private readonly double threshold;
    private readonly Portions portions;
    private readonly PairPasses passes;
    private readonly float[]?[] steps;
    private readonly float[]?[] changes;
    private readonly double[,] stepChange; // s·y, by slots
    private readonly double[,] changeChange; // y·y
    private readonly double[] stepGradient; // s·g
    private readonly double[] changeGradient; // y·g
    private readonly double[] ofSteps; // coefficients
    private readonly double[] ofChanges;
    private readonly double[] masked;
    private int first;
    private double scale = 1;

    public CurvatureHistory(int capacity, double threshold, Portions portions)
    {
        this.capacity = capacity;
        this.threshold = threshold;
        this.portions = portions;
        passes = new PairPasses(portions, capacity);
        steps = new float[capacity + 1][];
        changes = new float[capacity + 1][];
        stepChange = new double[capacity + 1, capacity + 1];
        changeChange = new double[capacity + 1, capacity + 1];
        stepGradient = new double[capacity + 1];
        changeGradient = new double[capacity + 1];
        ofSteps = new double[capacity];
        ofChanges = new double[capacity];
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

    /// <summary>Writes s = to - from and y = gradientTo - gradientFrom beside the pairs and takes the products of all of them with gradientTo.</summary>
    /// <returns>gradientTo·gradientTo.</returns>
    public unsafe double Measure(ReadOnlySpan<float> from, float[] to, float[] gradientFrom, float[] gradientTo)
    {
        _ = Slot(Index(Count), to.Length);
        fixed (float* start = from)
        {
            passes.From(start, to, gradientFrom);
            return Measure(Count, gradientTo);
        }
    }

    /// <summary>Takes the products of all pairs with a gradient.</summary>
    public void Measure(float[] gradient)
    {
        if (Count > 0) _ = Measure(Count - 1, gradient);
    }

    /// <summary>Remembers the pair that was measured, if y·s > threshold·‖y‖·‖s‖.</summary>
    public bool Keep()
    {
        int slot = Index(Count);
        double product = stepChange[slot, slot], squareOfY = changeChange[slot, slot];
        if (!IsCurved(product, squareOfY, passes.SquareOfStep)) return false;
        scale = product / squareOfY;
        if (++Count > capacity)
        {
            first = (first + 1) % (capacity + 1);
            Count = capacity;
        }

        return true;
    }

    /// <summary>direction = -H·g, g being the gradient that was measured last, by the two-loop recursion (Nocedal and Wright 2006, algorithm 7.4).</summary>
    /// <returns>g·direction.</returns>
    public double Direction(float[] gradient, float[] direction)
    {
        for (int i = Count - 1; i >= 0; i--)
        {
            int slot = Index(i);
            double dot = stepGradient[slot];
            for (int j = i + 1; j < Count; j++) dot -= ofChanges[j] * stepChange[slot, Index(j)];
            ofChanges[i] = dot / stepChange[slot, slot];
        }

        for (int i = 0; i < Count; i++)
        {
            int slot = Index(i);
            double dot = changeGradient[slot];
            for (int j = 0; j < Count; j++) dot -= ofChanges[j] * changeChange[slot, Index(j)];
            dot *= scale;
            for (int j = 0; j < i; j++) dot += ofSteps[j] * stepChange[Index(j), slot];
            ofSteps[i] = ofChanges[i] - (dot / stepChange[slot, slot]);
        }

        passes.Begin(Count);
        for (int i = 0; i < Count; i++) passes.Pair(i, S(i), Y(i), -ofSteps[i], scale * ofChanges[i]);
        return passes.Combine(gradient, -scale, direction);
    }

    /// <summary>
    /// q = H·q within the free variables (mask 1): every pair is restricted to them, so that H approximates the inverse of the Hessian's free block.
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
            ofChanges[i] = VectorMath.Dot(S(i), q) / masked[i];
            VectorMath.AddScaled(q, (float)-ofChanges[i], Y(i));
            TensorPrimitives.Multiply(q, mask, q);
        }

        TensorPrimitives.Multiply(q, (float)freeScale, q);
        for (int i = 0; i < Count; i++)
        {
            if (masked[i] == 0) continue;
            double beta = VectorMath.Dot(Y(i), q) / masked[i];
            VectorMath.AddScaled(q, (float)(ofChanges[i] - beta), S(i));
            TensorPrimitives.Multiply(q, mask, q);
        }
    }

    public void Capture(Dictionary<string, double> scalars, Dictionary<string, float[]> arrays)
    {
        scalars["pairs"] = Count;
        for (int i = 0; i < Count; i++)
        {
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
            _ = Measure(i, y); // its products with older ones, in the order of sums that they had before
            Count = i + 1;
            scale = stepChange[i, i] / changeChange[i, i];
        }
    }

    // The products of a pair with older ones and itself, and of all these with a gradient.
    private double Measure(int pair, float[] gradient)
    {
        passes.Begin(pair);
        for (int i = 0; i < pair; i++) passes.Pair(i, S(i), Y(i), 0, 0);
        int slot = Index(pair);
        double square = passes.Measure(S(pair), Y(pair), gradient);
        stepChange[slot, slot] = passes.StepChange;
        changeChange[slot, slot] = passes.SquareOfChange;
        stepGradient[slot] = passes.StepGradient;
        changeGradient[slot] = passes.ChangeGradient;
        for (int i = 0; i < pair; i++)
        {
            int old = Index(i);
            PairProducts products = passes.Products(i);
            stepChange[old, slot] = products.OldStepByChange;
            stepChange[slot, old] = products.StepByOldChange;
            changeChange[old, slot] = changeChange[slot, old] = products.ChangeByChange;
            stepGradient[old] = products.OldStepByGradient;
            changeGradient[old] = products.OldChangeByGradient;
        }

        return square;
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

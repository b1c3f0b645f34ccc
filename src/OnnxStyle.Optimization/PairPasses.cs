using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace OnnxStyle.Optimization;

/// <summary>
/// The two passes over a history of L-BFGS: products of all pairs with a new one and with a gradient, and a sum of all of them. In double throughout: a step waits for
/// the history to come from memory, not for arithmetic.
/// </summary>
internal sealed unsafe class PairPasses
{
    private const int Own = 6; // products of the new pair and the gradient among themselves
    private const int PerPair = 5;
    private readonly Portions portions;
    private readonly Action<int, int, int> measure;
    private readonly Action<int, int, int> combine;
    private readonly float[][] steps;
    private readonly float[][] changes;
    private readonly double[] ofSteps;
    private readonly double[] ofChanges;
    private readonly double[] totals;
    private double[] sums = [];
    private int count;
    private float* start;
    private float[] to = [];
    private float[] gradientFrom = [];
    private float[] step = [];
    private float[] change = [];
    private float[] gradient = [];
    private float[] direction = [];
    private double ofGradient;

    public PairPasses(Portions portions, int capacity)
    {
        this.portions = portions;
        measure = Measure;
        combine = Combine;
        steps = new float[capacity][];
        changes = new float[capacity][];
        ofSteps = new double[capacity];
        ofChanges = new double[capacity];
        totals = new double[Own + (PerPair * capacity)];
    }

    /// <summary>s·y of the pair that was measured.</summary>
    public double StepChange => totals[0];

    /// <summary>y·y.</summary>
    public double SquareOfChange => totals[1];

    /// <summary>s·s.</summary>
    public double SquareOfStep => totals[2];

    /// <summary>s·g.</summary>
    public double StepGradient => totals[3];

    /// <summary>y·g.</summary>
    public double ChangeGradient => totals[4];

    /// <summary>Says how many old pairs take part.</summary>
    public void Begin(int pairs) => count = pairs;

    /// <summary>Gives an old pair and its coefficients.</summary>
    public void Pair(int i, float[] s, float[] y, double ofStep, double ofChange) => (steps[i], changes[i], ofSteps[i], ofChanges[i]) = (s, y, ofStep, ofChange);

    /// <summary>The next pair that is measured is first written, as to - from and gradient - gradientFrom.</summary>
    public void From(float* from, float[] to, float[] gradientFrom)
    {
        start = from;
        (this.to, this.gradientFrom) = (to, gradientFrom);
    }

    /// <summary>Takes all products.</summary>
    /// <returns>g·g.</returns>
    public double Measure(float[] s, float[] y, float[] g)
    {
        (step, change, gradient) = (s, y, g);
        int width = Own + (PerPair * count), parts = Portions.Count(s.Length);
        if (sums.Length < parts * width) sums = new double[parts * totals.Length];
        portions.Run(s.Length, measure);
        start = null;
        Array.Clear(totals);
        for (int part = 0; part < parts; part++)
            for (int i = 0; i < width; i++) totals[i] += sums[(part * width) + i];
        return totals[5];
    }

    /// <summary>What <see cref="Measure(float[], float[], float[])"/> found of an old pair.</summary>
    public PairProducts Products(int i)
    {
        ReadOnlySpan<double> found = totals.AsSpan(Own + (PerPair * i), PerPair);
        return new PairProducts(found[0], found[1], found[2], found[3], found[4]);
    }

    /// <summary>direction = factor·g + Σ of all pairs times their coefficients.</summary>
    /// <returns>g·direction.</returns>
    public double Combine(float[] g, double factor, float[] result)
    {
        (gradient, ofGradient, direction) = (g, factor, result);
        int parts = Portions.Count(g.Length);
        if (sums.Length < parts) sums = new double[parts];
        portions.Run(g.Length, combine);
        double slope = 0;
        for (int part = 0; part < parts; part++) slope += sums[part];
        return slope;
    }

    private void Measure(int portion, int begin, int end)
    {
        double* wide = stackalloc double[3 * Portions.Chunk];
        Span<double> found = sums.AsSpan(portion * (Own + (PerPair * count)), Own + (PerPair * count));
        found.Clear();
        fixed (float* s = step, y = change, g = gradient, end1 = to, gradient1 = gradientFrom)
        fixed (double* products = found)
        {
            for (int at = begin; at < end; at += Portions.Chunk)
            {
                int n = Math.Min(Portions.Chunk, end - at);
                if (start != null)
                {
                    Subtract(end1 + at, start + at, n, s + at);
                    Subtract(g + at, gradient1 + at, n, y + at);
                }

                AddOwnProducts(s + at, y + at, g + at, n, wide, products);
                for (int i = 0; i < count; i++)
                {
                    int next = i + 1 < count ? i + 1 : 0, nextAt = at + (i + 1 < count ? 0 : Portions.Chunk);
                    fixed (float* oldStep = steps[i], oldChange = changes[i], nextStep = steps[next], nextChange = changes[next])
                        AddProducts(oldStep + at, oldChange + at, nextStep + nextAt, nextChange + nextAt, wide, n, products + Own + (PerPair * i));
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Subtract(float* a, float* b, int n, float* difference)
    {
        int i = 0;
        for (; i <= n - Vector<float>.Count; i += Vector<float>.Count) (Vector.Load(a + i) - Vector.Load(b + i)).Store(difference + i);
        for (; i < n; i++) difference[i] = a[i] - b[i];
    }

    // The products of a pair and a gradient with each other, and all three widened.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddOwnProducts(float* step, float* change, float* gradient, int n, double* wide, double* products)
    {
        Vector<double> p0 = default, p1 = default, p2 = default, p3 = default, p4 = default, p5 = default, q0 = default, q1 = default, q2 = default, q3 = default, q4 = default, q5 = default;
        double* wideChange = wide + Portions.Chunk, wideGradient = wide + (2 * Portions.Chunk);
        int width = Vector<float>.Count, half = Vector<double>.Count, i = 0;
        for (; i <= n - width; i += width)
        {
            Vector.Widen(Vector.Load(step + i), out Vector<double> s0, out Vector<double> s1);
            Vector.Widen(Vector.Load(change + i), out Vector<double> y0, out Vector<double> y1);
            Vector.Widen(Vector.Load(gradient + i), out Vector<double> g0, out Vector<double> g1);
            s0.Store(wide + i);
            s1.Store(wide + i + half);
            y0.Store(wideChange + i);
            y1.Store(wideChange + i + half);
            g0.Store(wideGradient + i);
            g1.Store(wideGradient + i + half);
            p0 = Vector.FusedMultiplyAdd(s0, y0, p0);
            q0 = Vector.FusedMultiplyAdd(s1, y1, q0);
            p1 = Vector.FusedMultiplyAdd(y0, y0, p1);
            q1 = Vector.FusedMultiplyAdd(y1, y1, q1);
            p2 = Vector.FusedMultiplyAdd(s0, s0, p2);
            q2 = Vector.FusedMultiplyAdd(s1, s1, q2);
            p3 = Vector.FusedMultiplyAdd(s0, g0, p3);
            q3 = Vector.FusedMultiplyAdd(s1, g1, q3);
            p4 = Vector.FusedMultiplyAdd(y0, g0, p4);
            q4 = Vector.FusedMultiplyAdd(y1, g1, q4);
            p5 = Vector.FusedMultiplyAdd(g0, g0, p5);
            q5 = Vector.FusedMultiplyAdd(g1, g1, q5);
        }

        double r0 = Vector.Sum(p0 + q0), r1 = Vector.Sum(p1 + q1), r2 = Vector.Sum(p2 + q2), r3 = Vector.Sum(p3 + q3), r4 = Vector.Sum(p4 + q4), r5 = Vector.Sum(p5 + q5);
        for (; i < n; i++)
        {
            double s = step[i], y = change[i], g = gradient[i];
            (wide[i], wideChange[i], wideGradient[i]) = (s, y, g);
            r0 += s * y;
            r1 += y * y;
            r2 += s * s;
            r3 += s * g;
            r4 += y * g;
            r5 += g * g;
        }

        products[0] += r0;
        products[1] += r1;
        products[2] += r2;
        products[3] += r3;
        products[4] += r4;
        products[5] += r5;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddProducts(float* oldStep, float* oldChange, float* nextStep, float* nextChange, double* step, int n, double* products)
    {
        double* change = step + Portions.Chunk, gradient = step + (2 * Portions.Chunk);
        Vector<double> p0 = default, p1 = default, p2 = default, p3 = default, p4 = default, q0 = default, q1 = default, q2 = default, q3 = default, q4 = default;
        int width = Vector<float>.Count, half = Vector<double>.Count, i = 0;
        for (; i <= n - width; i += width)
        {
            if (Sse.IsSupported) Sse.Prefetch0(nextStep + i);
            if (Sse.IsSupported) Sse.Prefetch0(nextChange + i);
            Vector.Widen(Vector.Load(oldStep + i), out Vector<double> s0, out Vector<double> s1);
            Vector.Widen(Vector.Load(oldChange + i), out Vector<double> y0, out Vector<double> y1);
            Vector<double> a0 = Vector.Load(step + i), a1 = Vector.Load(step + i + half);
            Vector<double> b0 = Vector.Load(change + i), b1 = Vector.Load(change + i + half);
            Vector<double> g0 = Vector.Load(gradient + i), g1 = Vector.Load(gradient + i + half);
            p0 = Vector.FusedMultiplyAdd(s0, b0, p0);
            q0 = Vector.FusedMultiplyAdd(s1, b1, q0);
            p1 = Vector.FusedMultiplyAdd(y0, a0, p1);
            q1 = Vector.FusedMultiplyAdd(y1, a1, q1);
            p2 = Vector.FusedMultiplyAdd(y0, b0, p2);
            q2 = Vector.FusedMultiplyAdd(y1, b1, q2);
            p3 = Vector.FusedMultiplyAdd(s0, g0, p3);
            q3 = Vector.FusedMultiplyAdd(s1, g1, q3);
            p4 = Vector.FusedMultiplyAdd(y0, g0, p4);
            q4 = Vector.FusedMultiplyAdd(y1, g1, q4);
        }

        double r0 = Vector.Sum(p0 + q0), r1 = Vector.Sum(p1 + q1), r2 = Vector.Sum(p2 + q2), r3 = Vector.Sum(p3 + q3), r4 = Vector.Sum(p4 + q4);
        for (; i < n; i++)
        {
            double s = oldStep[i], y = oldChange[i];
            r0 += s * change[i];
            r1 += y * step[i];
            r2 += y * change[i];
            r3 += s * gradient[i];
            r4 += y * gradient[i];
        }

        products[0] += r0;
        products[1] += r1;
        products[2] += r2;
        products[3] += r3;
        products[4] += r4;
    }

    private void Combine(int portion, int begin, int end)
    {
        double* sum = stackalloc double[Portions.Chunk];
        double slope = 0;
        fixed (float* g = gradient, d = direction)
        {
            for (int at = begin; at < end; at += Portions.Chunk)
            {
                int n = Math.Min(Portions.Chunk, end - at);
                Scale(g + at, ofGradient, n, sum);
                for (int i = 0; i < count; i++)
                {
                    int next = i + 1 < count ? i + 1 : 0, nextAt = at + (i + 1 < count ? 0 : Portions.Chunk);
                    fixed (float* s = steps[i], y = changes[i], nextStep = steps[next], nextChange = changes[next])
                        AddScaled(s + at, ofSteps[i], y + at, ofChanges[i], nextStep + nextAt, nextChange + nextAt, n, sum);
                }

                Narrow(sum, n, d + at);
                slope += VectorMath.Dot(gradient.AsSpan(at, n), direction.AsSpan(at, n));
            }
        }

        sums[portion] = slope;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(float* a, double factor, int n, double* scaled)
    {
        Vector<double> factors = new(factor);
        int i = 0;
        for (; i <= n - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(Vector.Load(a + i), out Vector<double> low, out Vector<double> high);
            (low * factors).Store(scaled + i);
            (high * factors).Store(scaled + i + Vector<double>.Count);
        }

        for (; i < n; i++) scaled[i] = a[i] * factor;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow(double* wide, int n, float* narrow)
    {
        int i = 0;
        for (; i <= n - Vector<float>.Count; i += Vector<float>.Count) Vector.Narrow(Vector.Load(wide + i), Vector.Load(wide + i + Vector<double>.Count)).Store(narrow + i);
        for (; i < n; i++) narrow[i] = (float)wide[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddScaled(float* s, double ofStep, float* y, double ofChange, float* nextStep, float* nextChange, int n, double* sum)
    {
        Vector<double> a = new(ofStep), b = new(ofChange);
        int width = Vector<float>.Count, half = Vector<double>.Count, i = 0;
        for (; i <= n - width; i += width)
        {
            if (Sse.IsSupported) Sse.Prefetch0(nextStep + i);
            if (Sse.IsSupported) Sse.Prefetch0(nextChange + i);
            Vector.Widen(Vector.Load(s + i), out Vector<double> s0, out Vector<double> s1);
            Vector.Widen(Vector.Load(y + i), out Vector<double> y0, out Vector<double> y1);
            Vector.FusedMultiplyAdd(b, y0, Vector.FusedMultiplyAdd(a, s0, Vector.Load(sum + i))).Store(sum + i);
            Vector.FusedMultiplyAdd(b, y1, Vector.FusedMultiplyAdd(a, s1, Vector.Load(sum + i + half))).Store(sum + i + half);
        }

        for (; i < n; i++) sum[i] = Math.FusedMultiplyAdd(ofChange, y[i], Math.FusedMultiplyAdd(ofStep, s[i], sum[i]));
    }
}

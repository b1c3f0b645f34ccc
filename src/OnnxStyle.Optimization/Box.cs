using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace OnnxStyle.Optimization;

/// <summary>The same bounds for every variable; either may be missing.</summary>
internal readonly struct Box
{
    private readonly float lower;
    private readonly float upper;

    public Box(float? lower, float? upper)
    {
        this.lower = lower ?? float.NegativeInfinity;
        this.upper = upper ?? float.PositiveInfinity;
        IsBounded = lower is not null || upper is not null;
    }

    public bool IsBounded { get; }

    public float Lower => lower;

    public float Upper => upper;

    /// <summary>Adds what is wrong with a pair of bounds to a list of problems.</summary>
    public static void Check(float? lower, float? upper, List<string> problems)
    {
        if (lower is float l && !float.IsFinite(l)) problems.Add($"LowerBound must be finite or absent, it is {l}");
        if (upper is float u && !float.IsFinite(u)) problems.Add($"UpperBound must be finite or absent, it is {u}");
        if (lower >= upper) problems.Add($"LowerBound must be below UpperBound, they are {lower} and {upper}");
    }

    /// <summary>Pulls every element into the box. NaN stays NaN.</summary>
    public void Clamp(Span<float> x)
    {
        if (IsBounded) TensorPrimitives.Clamp(x, lower, upper, x);
    }

    /// <summary>
    /// Writes 1 where a variable is free and 0 where it sits on a bound and the gradient pushes it outwards (the descent direction -g points out).
    /// </summary>
    /// <returns>True when at least one variable is held.</returns>
    public bool FreeMask(ReadOnlySpan<float> x, ReadOnlySpan<float> gradient, Span<float> mask)
    {
        bool held = false;
        Vector<float> low = new(lower), high = new(upper);
        int width = Vector<float>.Count, i = 0;
        ref float px = ref MemoryMarshal.GetReference(x), pg = ref MemoryMarshal.GetReference(gradient), pm = ref MemoryMarshal.GetReference(mask);
        for (; i <= x.Length - width; i += width)
        {
            Vector<float> vx = Vector.LoadUnsafe(ref px, (nuint)i), vg = Vector.LoadUnsafe(ref pg, (nuint)i);
            Vector<int> out0 = Vector.LessThanOrEqual(vx, low) & Vector.GreaterThan(vg, Vector<float>.Zero);
            Vector<int> out1 = Vector.GreaterThanOrEqual(vx, high) & Vector.LessThan(vg, Vector<float>.Zero);
            Vector<int> outward = out0 | out1;
            held |= outward != Vector<int>.Zero;
            Vector.ConditionalSelect(outward, Vector<float>.Zero, Vector<float>.One).StoreUnsafe(ref pm, (nuint)i);
        }

        for (; i < x.Length; i++)
        {
            bool outward = (x[i] <= lower && gradient[i] > 0) || (x[i] >= upper && gradient[i] < 0);
            held |= outward;
            mask[i] = outward ? 0 : 1;
        }

        return held;
    }

    /// <summary>Zeroes the direction where it would leave the box at once.</summary>
    public void HoldOutward(ReadOnlySpan<float> x, Span<float> direction)
    {
        for (int i = 0; i < x.Length; i++)
            if ((x[i] <= lower && direction[i] < 0) || (x[i] >= upper && direction[i] > 0)) direction[i] = 0;
    }

    /// <summary>Σ over variables strictly inside the box of a·b; those that the projection holds on a bound do not move.</summary>
    public double DotInside(ReadOnlySpan<float> x, ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) if (x[i] > lower && x[i] < upper) sum += (double)a[i] * b[i];
        return sum;
    }

    /// <summary>The L2 norm of the gradient without the part that pushes against a bound: 0 exactly at a KKT point.</summary>
    public double ProjectedNorm(ReadOnlySpan<float> x, ReadOnlySpan<float> gradient)
    {
        if (!IsBounded) return VectorMath.Norm(gradient);
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            float g = gradient[i];
            if ((x[i] <= lower && g > 0) || (x[i] >= upper && g < 0)) continue;
            sum += (double)g * g;
        }

        return Math.Sqrt(sum);
    }
}

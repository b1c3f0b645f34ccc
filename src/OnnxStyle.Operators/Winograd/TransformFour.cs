using System.Runtime.CompilerServices;
using OnnxStyle.Operators.Winograd.Vectors;

namespace OnnxStyle.Operators.Winograd;

/// <summary>
/// F(4, 3) with the points 0, c, -c, 1/c, -1/c and infinity, c = 3/2. Symmetric reciprocal points lose a third of the digits that the usual 0, ±1, ±2 lose
/// (Alam, Anderson, Barabasz and Gregg 2022), and here 1/x of every point is a point.
/// </summary>
/// <remarks>
/// With a = c², b = 1/a: Π (x - xᵢ) = x (x² - a)(x² - b). The row of Bᵀ for c is the quotient by x - c, so x⁴ - b x² ± c (x³ - b x): two halves, even and odd, whose
/// sum belongs to c and whose difference to -c. The divisors of Lagrange's formula stand in Aᵀ, as 1/(2c(a - b)) and -c/(2(a - b)).
/// </remarks>
internal readonly unsafe struct TransformFour : ITransform
{
    private const double C = 1.5;
    private const double A = C * C;
    private const double B = 1 / A;
    private const double Large = 1 / (2 * C * (A - B));
    private const double Small = -C / (2 * (A - B));

    public static int Points => 6;

    public static int Outputs => 4;

    public static int Turned(int point) => point switch { 0 => 5, 1 => 3, 2 => 4, 3 => 1, 4 => 2, _ => 0 };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<T>(float* from, nint step, float* to, nint toStep)
        where T : unmanaged, ILanes<T>
    {
        T d0 = T.Load(from), d1 = T.Load(from + step), d2 = T.Load(from + (2 * step)), d3 = T.Load(from + (3 * step));
        T d4 = T.Load(from + (4 * step)), d5 = T.Load(from + (5 * step));
        T both = T.Create((float)-(A + B)), a = T.Create((float)-A), b = T.Create((float)-B);
        T.Store(T.Add(T.MultiplyAdd(both, d2, d4), d0), to);
        T.Store(T.Add(T.MultiplyAdd(both, d3, d5), d1), to + (5 * toStep));
        T even = T.MultiplyAdd(b, d2, d4), odd = T.MultiplyAdd(b, d1, d3);
        T.Store(T.MultiplyAdd(T.Create((float)C), odd, even), to + toStep);
        T.Store(T.MultiplyAdd(T.Create((float)-C), odd, even), to + (2 * toStep));
        even = T.MultiplyAdd(a, d2, d4);
        odd = T.MultiplyAdd(a, d1, d3);
        T.Store(T.MultiplyAdd(T.Create((float)(1 / C)), odd, even), to + (3 * toStep));
        T.Store(T.MultiplyAdd(T.Create((float)(-1 / C)), odd, even), to + (4 * toStep));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<T>(float* from, nint step, float* to, nint toStep)
        where T : unmanaged, ILanes<T>
    {
        T m1 = T.Load(from + step), m2 = T.Load(from + (2 * step)), m3 = T.Load(from + (3 * step)), m4 = T.Load(from + (4 * step));
        T large = T.Add(m1, m2), small = T.Add(m3, m4);
        T.Store(T.MultiplyAdd(T.Create((float)Large), large, T.MultiplyAdd(T.Create((float)Small), small, T.Load(from))), to);
        T.Store(T.MultiplyAdd(T.Create((float)(Large * A)), large, T.Multiply(T.Create((float)(Small * B)), small)), to + (2 * toStep));
        large = T.Subtract(m1, m2);
        small = T.Subtract(m3, m4);
        T.Store(T.MultiplyAdd(T.Create((float)(Large * C)), large, T.Multiply(T.Create((float)(Small / C)), small)), to + toStep);
        T last = T.MultiplyAdd(T.Create((float)(Small * B / C)), small, T.Load(from + (5 * step)));
        T.Store(T.MultiplyAdd(T.Create((float)(Large * A * C)), large, last), to + (3 * toStep));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Filter<T>(float* from, nint step, float* to, nint toStep)
        where T : unmanaged, ILanes<T>
    {
        T g0 = T.Load(from), g1 = T.Load(from + step), g2 = T.Load(from + (2 * step)), c = T.Create((float)C), r = T.Create((float)(1 / C));
        T large = T.MultiplyAdd(c, g2, T.Multiply(r, g0)), small = T.MultiplyAdd(r, g2, T.Multiply(c, g0));
        T.Store(g0, to);
        T.Store(T.Add(large, g1), to + toStep);
        T.Store(T.Subtract(large, g1), to + (2 * toStep));
        T.Store(T.Add(small, g1), to + (3 * toStep));
        T.Store(T.Subtract(small, g1), to + (4 * toStep));
        T.Store(g2, to + (5 * toStep));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputTransposed<T>(float* from, nint step, float* to, nint toStep)
        where T : unmanaged, ILanes<T>
    {
        T y0 = T.Load(from), y1 = T.Load(from + step), y2 = T.Load(from + (2 * step)), y3 = T.Load(from + (3 * step));
        T a = T.Create((float)A), b = T.Create((float)B);
        T.Store(y0, to);
        T.Store(y3, to + (5 * toStep));
        T even = T.MultiplyAdd(a, y2, y0), odd = T.MultiplyAdd(a, y3, y1);
        T.Store(T.MultiplyAdd(T.Create((float)C), odd, even), to + toStep);
        T.Store(T.MultiplyAdd(T.Create((float)-C), odd, even), to + (2 * toStep));
        even = T.MultiplyAdd(b, y2, y0);
        odd = T.MultiplyAdd(b, y3, y1);
        T.Store(T.MultiplyAdd(T.Create((float)(1 / C)), odd, even), to + (3 * toStep));
        T.Store(T.MultiplyAdd(T.Create((float)(-1 / C)), odd, even), to + (4 * toStep));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FilterTransposed<T>(float* from, nint step, float* to, nint toStep)
        where T : unmanaged, ILanes<T>
    {
        T s1 = T.Load(from + step), s2 = T.Load(from + (2 * step)), s3 = T.Load(from + (3 * step)), s4 = T.Load(from + (4 * step));
        T large = T.Add(s1, s2), small = T.Add(s3, s4);
        T.Store(T.MultiplyAdd(T.Create((float)(Large / C)), large, T.MultiplyAdd(T.Create((float)(Small * C)), small, T.Load(from))), to);
        T.Store(T.MultiplyAdd(T.Create((float)(Large * C)), large, T.MultiplyAdd(T.Create((float)(Small / C)), small, T.Load(from + (5 * step)))), to + (2 * toStep));
        T.Store(T.MultiplyAdd(T.Create((float)Large), T.Subtract(s1, s2), T.Multiply(T.Create((float)Small), T.Subtract(s3, s4))), to + toStep);
    }
}

using System.Numerics;
using System.Runtime.InteropServices;
using OnnxStyle.Kernels;

namespace OnnxStyle.Transfer;

/// <summary>
/// Conjugate gradients for (Id + mu L) p = b (Hestenes, Stiefel 1952), several channels at once, each with steps of its own; vectors in float32, sums in double. No preconditioner:
/// the diagonal of L is between 5 and 8 nearly everywhere, and dividing by it saves nothing. No eigenvalue of Id + mu L is below 1, so the error is at most the residual.
/// </summary>
internal sealed class MattingSolver
{
    private const int Block = 1 << 15; // floats that one thread works through; fixed, so that the bits do not depend on the number of threads
    private readonly int plane;
    private readonly int channels;
    private readonly int blocks;
    private readonly double[] partial;

    private MattingSolver(int plane, int channels)
    {
        (this.plane, this.channels, blocks) = (plane, channels, (plane + Block - 1) / Block);
        partial = new double[channels * blocks];
    }

    private delegate double Work(Span<float> a, Span<float> b, ReadOnlySpan<float> c, ReadOnlySpan<float> d, float factor);

    /// <summary>Solves from a start.</summary>
    /// <param name="laplacian">L.</param>
    /// <param name="b">[channels, H, W].</param>
    /// <param name="p">The start; receives the solution.</param>
    /// <param name="channels">1 to 64.</param>
    /// <param name="options">mu and when to stop.</param>
    /// <param name="progress">Receives every iteration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Iterations, and the root mean square of the residual in the worst channel.</returns>
    public static (int Iterations, double Residual) Solve(
        MattingLaplacian laplacian, float[] b, float[] p, int channels, SmoothingOptions options, IProgress<SmoothingProgress>? progress, CancellationToken cancellationToken)
    {
        int plane = laplacian.Width * laplacian.Height;
        MattingSolver solver = new(plane, channels);
        float mu = (float)options.Strength;
        float[] r = (float[])b.Clone(), d, q = new float[p.Length], factors = new float[channels];
        double[] left = new double[channels], before = new double[channels], along = new double[channels];

        // r = b - (p + mu L p)
        laplacian.Multiply(p, channels, q);
        Array.Fill(factors, mu);
        solver.Sums(q, q, p, p, factors, AddToProduct, along);
        Array.Fill(factors, -1);
        solver.Sums(r, r, q, q, factors, AddMultiple, left);
        d = (float[])r.Clone();
        double residual = Worst(left, plane);
        int iteration = 0;
        while (residual > options.Tolerance && iteration < options.MaxIterations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            laplacian.Multiply(d, channels, q);
            Array.Fill(factors, mu);
            solver.Sums(q, q, d, d, factors, AddToProduct, along);
            for (int c = 0; c < channels; c++) factors[c] = along[c] > 0 ? (float)(left[c] / along[c]) : 0; // a channel that is solved stands still
            left.CopyTo(before, 0);
            solver.Sums(p, r, d, q, factors, Step, left);
            for (int c = 0; c < channels; c++) factors[c] = before[c] > 0 ? (float)(left[c] / before[c]) : 0;
            solver.Sums(d, d, r, r, factors, Turn, along);
            residual = Worst(left, plane);
            iteration++;
            progress?.Report(new SmoothingProgress(iteration, residual, options.Tolerance));
        }

        return (iteration, residual);
    }

    private static double Worst(double[] squares, int plane) => Math.Sqrt(squares.Max() / plane);

    /// <summary>Works through all blocks on all cores, and sums what the work returns by channel.</summary>
    private void Sums(float[] a, float[] b, float[] c, float[] d, float[] factors, Work work, double[] sums)
    {
        Parallel.For(0, channels * blocks, part =>
        {
            int channel = part / blocks, at = (channel * plane) + (part % blocks * Block), count = Math.Min(Block, plane - (part % blocks * Block));
            partial[part] = work(a.AsSpan(at, count), b.AsSpan(at, count), c.AsSpan(at, count), d.AsSpan(at, count), factors[channel]);
        });
        for (int channel = 0; channel < channels; channel++) sums[channel] = partial.AsSpan(channel * blocks, blocks).ToArray().Sum();
    }

    // q = p + mu q; gives pᵀq.
    private static double AddToProduct(Span<float> q, Span<float> same, ReadOnlySpan<float> p, ReadOnlySpan<float> alike, float mu)
    {
        Span<Vector<float>> product = MemoryMarshal.Cast<float, Vector<float>>(q);
        ReadOnlySpan<Vector<float>> values = MemoryMarshal.Cast<float, Vector<float>>(p);
        Vector<double> low = Vector<double>.Zero, high = low;
        for (int i = 0; i < product.Length; i++)
        {
            product[i] = values[i] + (mu * product[i]);
            Accumulate(product[i], values[i], ref low, ref high);
        }

        double sum = Vector.Sum(low + high);
        for (int i = product.Length * Vector<float>.Count; i < q.Length; i++)
        {
            q[i] = p[i] + (mu * q[i]);
            sum += (double)q[i] * p[i];
        }

        return sum;
    }

    // r = r + factor q; gives rᵀr.
    private static double AddMultiple(Span<float> r, Span<float> same, ReadOnlySpan<float> q, ReadOnlySpan<float> alike, float factor)
    {
        double sum = 0;
        for (int i = 0; i < r.Length; i++)
        {
            r[i] += factor * q[i];
            sum += (double)r[i] * r[i];
        }

        return sum;
    }

    // p = p + alpha d, r = r - alpha q; gives rᵀr.
    private static double Step(Span<float> p, Span<float> r, ReadOnlySpan<float> d, ReadOnlySpan<float> q, float alpha)
    {
        Span<Vector<float>> picture = MemoryMarshal.Cast<float, Vector<float>>(p), rest = MemoryMarshal.Cast<float, Vector<float>>(r);
        ReadOnlySpan<Vector<float>> direction = MemoryMarshal.Cast<float, Vector<float>>(d), product = MemoryMarshal.Cast<float, Vector<float>>(q);
        Vector<double> low = Vector<double>.Zero, high = low;
        for (int i = 0; i < picture.Length; i++)
        {
            picture[i] += alpha * direction[i];
            rest[i] -= alpha * product[i];
            Accumulate(rest[i], rest[i], ref low, ref high);
        }

        double sum = Vector.Sum(low + high);
        for (int i = picture.Length * Vector<float>.Count; i < p.Length; i++)
        {
            p[i] += alpha * d[i];
            r[i] -= alpha * q[i];
            sum += (double)r[i] * r[i];
        }

        return sum;
    }

    // d = r + beta d; gives nothing.
    private static double Turn(Span<float> d, Span<float> same, ReadOnlySpan<float> r, ReadOnlySpan<float> alike, float beta)
    {
        Span<Vector<float>> direction = MemoryMarshal.Cast<float, Vector<float>>(d);
        ReadOnlySpan<Vector<float>> rest = MemoryMarshal.Cast<float, Vector<float>>(r);
        for (int i = 0; i < direction.Length; i++) direction[i] = rest[i] + (beta * direction[i]);
        for (int i = direction.Length * Vector<float>.Count; i < d.Length; i++) d[i] = r[i] + (beta * d[i]);
        return 0;
    }

    private static void Accumulate(Vector<float> a, Vector<float> b, ref Vector<double> low, ref Vector<double> high)
    {
        Vector.Widen(a * b, out Vector<double> first, out Vector<double> second);
        low += first;
        high += second;
    }
}

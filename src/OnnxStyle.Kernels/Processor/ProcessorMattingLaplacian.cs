using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxStyle.Kernels.Processor;

/// <summary>
/// One pass over the couplings: (L p)_i = Σ_d w_d(i) (p_{i+d} - p_i) with the sign turned, forwards, and w_d(i-d) (p_{i-d} - p_i), backwards. The picture is one long
/// row: a step that would leave its row at the side meets a coupling of 0, so only the first and the last two rows look where they step.
/// </summary>
internal sealed unsafe class ProcessorMattingLaplacian : MattingLaplacian, IWork
{
    /// <summary>Pixels of one part.</summary>
    private const int PartPixels = 1 << 15;

    private readonly Gang gang;
    private readonly Workspace<float> memory = new();
    private readonly Workspace<double> sums = new();
    private readonly float* couplings;
    private readonly int[] offsets = new int[MattingCouplings.Count];
    private readonly int plane;
    private readonly int pitch;
    private Step step;
    private float* from;
    private float* to;
    private double* energies;
    private int channels;

    public ProcessorMattingLaplacian(Gang gang, ReadOnlySpan<float> guide, int height, int width, double epsilon)
        : base(guide, height, width, epsilon)
    {
        this.gang = gang;
        plane = height * width;

        // Planes an odd number of cache lines apart: at a distance of whole pages, all twelve would fight for the same few lines of the first cache.
        pitch = ((plane + 1023) / 1024 * 1024) + 80;
        couplings = memory.Get((long)MattingCouplings.Count * pitch);
        for (int d = 0; d < offsets.Length; d++) offsets[d] = (MattingCouplings.RowOffsets[d] * width) + MattingCouplings.ColumnOffsets[d];
        fixed (float* pixels = guide)
        {
            from = pixels;
            Share(Step.Prepare, (height + MattingCouplings.BandRows - 1) / MattingCouplings.BandRows);
        }
    }

    private enum Step
    {
        Prepare,
        Multiply,
        Energy,
    }

    public override long Bytes => memory.Bytes + sums.Bytes;

    private int Parts => (plane + PartPixels - 1) / PartPixels;

    protected override void RunMultiply(ReadOnlySpan<float> p, int count, Span<float> product)
    {
        fixed (float* source = p, target = product)
        {
            from = source;
            to = target;
            channels = count;
            Share(Step.Multiply, Parts);
        }
    }

    protected override void RunEnergy(ReadOnlySpan<float> p, int count, Span<double> energy)
    {
        energies = sums.Get((long)Parts * count);
        fixed (float* source = p)
        {
            from = source;
            channels = count;
            Share(Step.Energy, Parts);
        }

        energy.Clear();
        for (int part = 0; part < Parts; part++)
        {
            for (int c = 0; c < count; c++) energy[c] += energies[(part * count) + c];
        }
    }

    void IWork.Do(int part, int worker)
    {
        int first = part * PartPixels, last = Math.Min(plane, first + PartPixels);
        if (step == Step.Prepare)
        {
            MattingCouplings.Band(new ReadOnlySpan<float>(from, 3 * plane), Height, Width, Epsilon, part, new Span<float>(couplings, MattingCouplings.Count * pitch), pitch);
        }
        else if (step == Step.Multiply)
        {
            int c = 0;
            for (; c <= channels - 3; c += 3) MultiplyThree(from + ((long)c * plane), to + ((long)c * plane), first, last);
            for (; c < channels; c++) MultiplyOne(from + ((long)c * plane), to + ((long)c * plane), first, last);
        }
        else
        {
            for (int c = 0; c < channels; c++) energies[(part * channels) + c] = Energy(from + ((long)c * plane), first, last);
        }
    }

    private void Share(Step what, int parts)
    {
        step = what;
        gang.Run(this, parts);
    }

    /// <summary>The pixels between which no step leaves the picture at the top or bottom.</summary>
    private (int First, int Last) Inner(int first, int last)
    {
        int edge = (2 * Width) + 2;
        return (Math.Max(first, edge), Math.Min(last, plane - edge));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MultiplyThree(float* p, float* product, int first, int last)
    {
        (int i, int end) = Inner(first, last);
        float* p1 = p + plane, p2 = p1 + plane, y1 = product + plane, y2 = y1 + plane;
        for (int e = first; e < Math.Min(i, last); e++) (product[e], y1[e], y2[e]) = (Pixel(p, e), Pixel(p1, e), Pixel(p2, e));
        fixed (int* steps = offsets)
        {
            for (; i <= end - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> c0 = Vector.Load(p + i), c1 = Vector.Load(p1 + i), c2 = Vector.Load(p2 + i);
                Vector<float> s0 = default, s1 = default, s2 = default;
                float* coupling = couplings + i;
                for (int d = 0; d < MattingCouplings.Count; d++, coupling += pitch)
                {
                    int ahead = i + steps[d], behind = i - steps[d];
                    Vector<float> w = Vector.Load(coupling);
                    s0 = Vector.FusedMultiplyAdd(w, c0 - Vector.Load(p + ahead), s0);
                    s1 = Vector.FusedMultiplyAdd(w, c1 - Vector.Load(p1 + ahead), s1);
                    s2 = Vector.FusedMultiplyAdd(w, c2 - Vector.Load(p2 + ahead), s2);
                    w = Vector.Load(coupling - steps[d]);
                    s0 = Vector.FusedMultiplyAdd(w, c0 - Vector.Load(p + behind), s0);
                    s1 = Vector.FusedMultiplyAdd(w, c1 - Vector.Load(p1 + behind), s1);
                    s2 = Vector.FusedMultiplyAdd(w, c2 - Vector.Load(p2 + behind), s2);
                }

                s0.Store(product + i);
                s1.Store(y1 + i);
                s2.Store(y2 + i);
            }
        }

        for (i = Math.Max(i, first); i < last; i++) (product[i], y1[i], y2[i]) = (Pixel(p, i), Pixel(p1, i), Pixel(p2, i));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MultiplyOne(float* p, float* product, int first, int last)
    {
        (int i, int end) = Inner(first, last);
        for (int e = first; e < Math.Min(i, last); e++) product[e] = Pixel(p, e);
        fixed (int* steps = offsets)
        {
            for (; i <= end - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> centre = Vector.Load(p + i), sum = default;
                float* coupling = couplings + i;
                for (int d = 0; d < MattingCouplings.Count; d++, coupling += pitch)
                {
                    sum = Vector.FusedMultiplyAdd(Vector.Load(coupling), centre - Vector.Load(p + i + steps[d]), sum);
                    sum = Vector.FusedMultiplyAdd(Vector.Load(coupling - steps[d]), centre - Vector.Load(p + i - steps[d]), sum);
                }

                sum.Store(product + i);
            }
        }

        for (i = Math.Max(i, first); i < last; i++) product[i] = Pixel(p, i);
    }

    private float Pixel(float* p, int i)
    {
        float sum = 0;
        for (int d = 0; d < offsets.Length; d++)
        {
            int ahead = i + offsets[d], behind = i - offsets[d];
            if ((uint)ahead < (uint)plane) sum += couplings[((long)d * pitch) + i] * (p[i] - p[ahead]);
            if ((uint)behind < (uint)plane) sum += couplings[((long)d * pitch) + behind] * (p[i] - p[behind]);
        }

        return sum;
    }

    /// <summary>Every pair once, from its first pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Energy(float* p, int first, int last)
    {
        double sum = 0;
        int i = first, end = Inner(first, last).Last;
        Vector<double> low = default, high = default;
        fixed (int* steps = offsets)
        {
            for (; i <= end - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> centre = Vector.Load(p + i), part = default;
                float* coupling = couplings + i;
                for (int d = 0; d < MattingCouplings.Count; d++, coupling += pitch)
                {
                    Vector<float> difference = centre - Vector.Load(p + i + steps[d]);
                    part = Vector.FusedMultiplyAdd(Vector.Load(coupling) * difference, difference, part);
                }

                Vector.Widen(part, out Vector<double> left, out Vector<double> right);
                low += left;
                high += right;
            }
        }

        for (; i < last; i++)
        {
            for (int d = 0; d < offsets.Length; d++)
            {
                if ((uint)(i + offsets[d]) >= (uint)plane) continue;
                double difference = (double)p[i] - p[i + offsets[d]];
                sum += couplings[((long)d * pitch) + i] * difference * difference;
            }
        }

        return sum + Vector.Sum(low + high);
    }
}

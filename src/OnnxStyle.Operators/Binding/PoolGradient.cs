using OnnxStyle.Operators.Winograd.Vectors;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Binding;

/// <summary>The gradient of average pooling over 2x2 pixels with what follows it in a backward pass: an addend, then a gate. Blocked; no run allocates.</summary>
internal abstract unsafe class PoolGradient : IParallelWork
{
    private readonly int planes, height, width;
    private float* dy, addend, gate, dx;

    protected PoolGradient(Shape shape, float factor)
    {
        (planes, height, width) = ((int)(shape[0] * ((shape[1] + 15) / 16)), (int)shape[2], (int)shape[3]);
        Factor = factor;
    }

    protected float Factor { get; }

    /// <summary>The pass in a form that this processor has.</summary>
    /// <param name="form">How wide it calculates.</param>
    /// <param name="shape">[N, C, H, W] of what was pooled.</param>
    /// <param name="factor">The part of dy that each pixel of a window gets, a quarter for a mean.</param>
    public static PoolGradient Of(VectorForm form, Shape shape, float factor) => form switch
    {
        VectorForm.Vector512 => new PoolGradient<Lanes512>(shape, factor),
        VectorForm.Vector256 => new PoolGradient<Lanes256>(shape, factor),
        _ => new PoolGradient<LanesOne>(shape, factor),
    };

    /// <summary>dx = gate &gt; 0 ? factor dy of its window, 0 where it has none, + addend : 0.</summary>
    /// <param name="gradient">[N, ⌈C / 16⌉, ⌊H / 2⌋, ⌊W / 2⌋, 16].</param>
    /// <param name="add">Of the result's shape, or empty.</param>
    /// <param name="mask">Of the result's shape, or empty.</param>
    /// <param name="result">[N, ⌈C / 16⌉, H, W, 16].</param>
    /// <param name="team">The threads.</param>
    public void Run(ReadOnlySpan<float> gradient, ReadOnlySpan<float> add, ReadOnlySpan<float> mask, Span<float> result, ITeam team)
    {
        fixed (float* from = gradient, a = add, g = mask, to = result)
        {
            dy = from;
            addend = a;
            gate = g;
            dx = to;
            team.For(planes * ((height + 1) / 2), this);
        }
    }

    void IParallelWork.Do(int index)
    {
        int pairs = (height + 1) / 2, plane = index / pairs, pair = index % pairs;
        float* row = pair < height / 2 ? dy + ((((nint)plane * (height / 2)) + pair) * (width / 2) * 16) : null;
        for (int y = 2 * pair; y < Math.Min(height, (2 * pair) + 2); y++)
        {
            nint at = (((nint)plane * height) + y) * width * 16;
            Row(row, addend is null ? null : addend + at, gate is null ? null : gate + at, dx + at, width);
        }
    }

    /// <summary>A row of the result; dy null where no window reaches it.</summary>
    protected abstract void Row(float* dy, float* addend, float* gate, float* dx, int width);
}

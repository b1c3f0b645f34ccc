using System.Runtime.CompilerServices;
using OnnxStyle.Operators.Winograd.Vectors;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators;

/// <summary>
/// What happens to blocked tensors beside convolutions: in and out of the layout, average pooling of 2x2 pixels with stride 2, and its gradient.
/// One caller at a time; no run allocates.
/// </summary>
internal abstract unsafe class BlockedPasses : IParallelWork
{
    /// <summary>Pixels of a plane that one part converts, a multiple of 16.</summary>
    private const int PixelsOfPart = 2048;

    /// <summary>Rows of a plane that one part pools.</summary>
    private const int RowsOfPart = 16;

    private Pass pass;
    private float* from;
    private float* to;
    private int channels;
    private int height;
    private int width;
    private int planeParts;

    private enum Pass
    {
        Pack,
        Unpack,
        Pool,
        PoolGradient,
    }

    /// <summary>The passes in a form that this processor has.</summary>
    public static BlockedPasses Of(VectorForm form) => form switch
    {
        VectorForm.Vector512 => new BlockedPasses<Lanes512>(),
        VectorForm.Vector256 => new BlockedPasses<Lanes256>(),
        _ => new BlockedPasses<LanesOne>(),
    };

    /// <summary>[N, C, H, W] to the blocked layout.</summary>
    /// <param name="plain">[N, C, H, W].</param>
    /// <param name="blocked">Receives [N, ⌈C / 16⌉, H, W, 16].</param>
    /// <param name="shape">[N, C, H, W].</param>
    /// <param name="team">The threads.</param>
    /// <exception cref="ShapeException">A length does not fit.</exception>
    public void Pack(ReadOnlySpan<float> plain, Span<float> blocked, Shape shape, ITeam team)
    {
        Expect("plain", plain.Length, shape.ElementCount);
        Expect("blocked", blocked.Length, BlockedLayout.Of(shape).ElementCount);
        Run(Pass.Pack, plain, blocked, shape, Parts(shape[2] * shape[3], PixelsOfPart), team);
    }

    /// <summary>The blocked layout to [N, C, H, W].</summary>
    /// <param name="blocked">[N, ⌈C / 16⌉, H, W, 16].</param>
    /// <param name="plain">Receives [N, C, H, W].</param>
    /// <param name="shape">[N, C, H, W].</param>
    /// <param name="team">The threads.</param>
    /// <exception cref="ShapeException">A length does not fit.</exception>
    public void Unpack(ReadOnlySpan<float> blocked, Span<float> plain, Shape shape, ITeam team)
    {
        Expect("blocked", blocked.Length, BlockedLayout.Of(shape).ElementCount);
        Expect("plain", plain.Length, shape.ElementCount);
        Run(Pass.Unpack, blocked, plain, shape, Parts(shape[2] * shape[3], PixelsOfPart), team);
    }

    /// <summary>The mean of every 2x2 pixels. A last odd row or column belongs to none.</summary>
    /// <param name="x">Blocked, [N, ⌈C / 16⌉, H, W, 16].</param>
    /// <param name="y">Receives [N, ⌈C / 16⌉, ⌊H / 2⌋, ⌊W / 2⌋, 16].</param>
    /// <param name="shape">[N, C, H, W] of what is pooled; H and W at least 2.</param>
    /// <param name="team">The threads.</param>
    /// <exception cref="ShapeException">A length does not fit.</exception>
    public void AveragePool(ReadOnlySpan<float> x, Span<float> y, Shape shape, ITeam team)
    {
        Expect("input", x.Length, BlockedLayout.Of(shape).ElementCount);
        Expect("result", y.Length, BlockedLayout.Of(Pooled(shape)).ElementCount);
        Run(Pass.Pool, x, y, shape, Parts(shape[2] / 2, RowsOfPart), team);
    }

    /// <summary>The gradient of <see cref="AveragePool"/>: a quarter of dy for each of its four pixels, 0 for a last odd row or column.</summary>
    /// <param name="dy">Blocked, [N, ⌈C / 16⌉, ⌊H / 2⌋, ⌊W / 2⌋, 16].</param>
    /// <param name="dx">Receives [N, ⌈C / 16⌉, H, W, 16].</param>
    /// <param name="shape">[N, C, H, W] of what was pooled; H and W at least 2.</param>
    /// <param name="team">The threads.</param>
    /// <exception cref="ShapeException">A length does not fit.</exception>
    public void AveragePoolGradient(ReadOnlySpan<float> dy, Span<float> dx, Shape shape, ITeam team)
    {
        Expect("gradient", dy.Length, BlockedLayout.Of(Pooled(shape)).ElementCount);
        Expect("result", dx.Length, BlockedLayout.Of(shape).ElementCount);
        Run(Pass.PoolGradient, dy, dx, shape, Parts(shape[2], RowsOfPart), team);
    }

    void IParallelWork.Do(int index)
    {
        int plane = index / planeParts, part = index % planeParts, blocks = (channels + 15) / 16;
        nint pixels = (nint)height * width;
        if (pass is Pass.Pack or Pass.Unpack)
        {
            int first = part * PixelsOfPart, count = (int)Math.Min(PixelsOfPart, pixels - first), held = Math.Min(16, channels - (plane % blocks * 16));
            nint plain = (((nint)(plane / blocks) * channels) + (plane % blocks * 16)) * pixels + first, blocked = (plane * pixels + first) * 16;
            if (pass == Pass.Pack) PackPart(from + plain, pixels, held, count, to + blocked);
            else UnpackPart(from + blocked, to + plain, pixels, held, count);
            return;
        }

        int rows = pass == Pass.Pool ? height / 2 : height, begin = part * RowsOfPart, end = Math.Min(rows, begin + RowsOfPart);
        nint small = (nint)(height / 2) * (width / 2) * 16 * plane, large = pixels * 16 * plane;
        for (int row = begin; row < end; row++)
        {
            if (pass == Pass.Pool) PoolRow(from + large + ((nint)row * 2 * width * 16), width, to + small + ((nint)row * (width / 2) * 16));
            else if (row / 2 < height / 2) PoolGradientRow(from + small + ((nint)(row / 2) * (width / 2) * 16), to + large + ((nint)row * width * 16), width);
            else new Span<float>(to + large + ((nint)row * width * 16), width * 16).Clear();
        }
    }

    /// <summary>Pixels of up to 16 planes, which lie <paramref name="plane"/> floats apart, to pixels of 16 channels.</summary>
    protected abstract void PackPart(float* plain, nint plane, int channels, int pixels, float* blocked);

    /// <summary>The way back.</summary>
    protected abstract void UnpackPart(float* blocked, float* plain, nint plane, int channels, int pixels);

    /// <summary>A row of means.</summary>
    protected abstract void PoolRow(float* x, int width, float* y);

    /// <summary>A row of quarters.</summary>
    protected abstract void PoolGradientRow(float* dy, float* dx, int width);

    private static int Parts(long extent, int each) => (int)((extent + each - 1) / each);

    private static Shape Pooled(Shape shape)
    {
        if (shape.Rank != 4 || shape[2] < 2 || shape[3] < 2) throw new ShapeException("Average pooling", "[N, C, H, W] of at least 2x2 pixels", $"{shape}");
        return new Shape(shape[0], shape[1], shape[2] / 2, shape[3] / 2);
    }

    private static void Expect(string what, int found, long expected)
    {
        if (found != expected) throw new ShapeException($"Blocked layout, {what}", $"{expected} values", $"{found}");
    }

    private void Run(Pass what, ReadOnlySpan<float> source, Span<float> target, Shape shape, int parts, ITeam team)
    {
        (pass, planeParts, channels, height, width) = (what, parts, (int)shape[1], (int)shape[2], (int)shape[3]);
        fixed (float* a = source, b = target)
        {
            from = a;
            to = b;
            team.For((int)shape[0] * ((channels + 15) / 16) * parts, this);
        }
    }
}

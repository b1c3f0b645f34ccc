using System.Runtime.CompilerServices;
using OnnxStyle.Operators.Winograd.Vectors;

namespace OnnxStyle.Operators;

/// <summary>The passes for one width of vectors.</summary>
internal sealed unsafe class BlockedPasses<T> : BlockedPasses
    where T : unmanaged, ILanes<T>
{
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void PackPart(float* plain, nint plane, int channels, int pixels, float* blocked)
    {
        float* square = stackalloc float[256], turned = stackalloc float[256];
        new Span<float>(square, 256).Clear();
        for (int i = 0; i < pixels; i += 16, blocked += 256)
        {
            int count = Math.Min(16, pixels - i);
            for (int c = 0; c < channels; c++)
            {
                float* row = plain + (c * plane) + i;
                if (count < 16) new ReadOnlySpan<float>(row, count).CopyTo(new Span<float>(square + (c * 16), 16));
                else for (int lane = 0; lane < 16; lane += T.Count) T.Store(T.Load(row + lane), square + (c * 16) + lane);
            }

            T.Transpose(square, count < 16 ? turned : blocked);
            if (count < 16) new ReadOnlySpan<float>(turned, count * 16).CopyTo(new Span<float>(blocked, count * 16));
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void UnpackPart(float* blocked, float* plain, nint plane, int channels, int pixels)
    {
        float* square = stackalloc float[256], rest = stackalloc float[256];
        for (int i = 0; i < pixels; i += 16, blocked += 256)
        {
            int count = Math.Min(16, pixels - i);
            float* source = blocked;
            if (count < 16)
            {
                new Span<float>(rest, 256).Clear();
                new ReadOnlySpan<float>(blocked, count * 16).CopyTo(new Span<float>(rest, 256));
                source = rest;
            }

            T.Transpose(source, square);
            for (int c = 0; c < channels; c++)
            {
                float* row = plain + (c * plane) + i;
                if (count < 16) new ReadOnlySpan<float>(square + (c * 16), count).CopyTo(new Span<float>(row, count));
                else for (int lane = 0; lane < 16; lane += T.Count) T.Store(T.Load(square + (c * 16) + lane), row + lane);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void PoolRow(float* x, int width, float* y)
    {
        T quarter = T.Create(0.25f);
        float* below = x + ((nint)width * 16);
        for (int i = 0; i < width / 2; i++, x += 32, below += 32, y += 16)
        {
            for (int lane = 0; lane < 16; lane += T.Count)
            {
                T sum = T.Add(T.Add(T.Load(x + lane), T.Load(x + 16 + lane)), T.Add(T.Load(below + lane), T.Load(below + 16 + lane)));
                T.Store(T.Multiply(sum, quarter), y + lane);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void PoolGradientRow(float* dy, float* dx, int width)
    {
        T quarter = T.Create(0.25f);
        for (int i = 0; i < width / 2; i++, dy += 16, dx += 32)
        {
            for (int lane = 0; lane < 16; lane += T.Count)
            {
                T value = T.Multiply(T.Load(dy + lane), quarter);
                T.Store(value, dx + lane);
                T.Store(value, dx + 16 + lane);
            }
        }

        if (width % 2 == 1) new Span<float>(dx, 16).Clear();
    }
}

using System.Runtime.CompilerServices;
using OnnxStyle.Operators.Winograd.Vectors;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Binding;

/// <summary>The pass for one width of vectors.</summary>
internal sealed unsafe class PoolGradient<T>(Shape shape, float factor) : PoolGradient(shape, factor)
    where T : unmanaged, ILanes<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Row(float* dy, float* addend, float* gate, float* dx, int width)
    {
        T part = T.Create(Factor), none = T.Create(0);
        int reached = dy is null ? 0 : width / 2 * 2;
        for (int x = 0; x < width; x++)
        {
            nint at = (nint)x * 16, small = (nint)(x / 2) * 16;
            for (int lane = 0; lane < 16; lane += T.Count)
            {
                T value = x < reached ? T.Multiply(T.Load(dy + small + lane), part) : none;
                if (addend is not null) value = T.Add(value, T.Load(addend + at + lane));
                if (gate is not null) value = T.Gate(value, T.Load(gate + at + lane));
                T.Store(value, dx + at + lane);
            }
        }
    }
}

using System.Runtime.CompilerServices;
using OnnxStyle.Operators.Winograd.Vectors;

namespace OnnxStyle.Operators.Winograd;

/// <summary>The transform of filters [M, C, 3, 3], block by block.</summary>
internal abstract unsafe class FilterTransform
{
    /// <summary>The transform for a form that this processor has.</summary>
    public static FilterTransform Of(WinogradTile tile, VectorForm form) => (form, tile) switch
    {
        (VectorForm.Vector512, WinogradTile.Four) => new Form<Lanes512, TransformFour>(),
        (VectorForm.Vector512, _) => new Form<Lanes512, TransformTwo>(),
        (VectorForm.Vector256, WinogradTile.Four) => new Form<Lanes256, TransformFour>(),
        (VectorForm.Vector256, _) => new Form<Lanes256, TransformTwo>(),
        (_, WinogradTile.Four) => new Form<LanesOne, TransformFour>(),
        _ => new Form<LanesOne, TransformTwo>(),
    };

    /// <summary>Transforms the filters from 16 channels to 16 results.</summary>
    /// <param name="filters">The first filter's first value.</param>
    /// <param name="results">M in this block, 1 to 16; what is missing is 0.</param>
    /// <param name="channels">C in this block, 1 to 16.</param>
    /// <param name="stride">Floats from a result to the next, 9 C of all.</param>
    /// <param name="forward">Receives [16 C, 16 M] of the first point.</param>
    /// <param name="backward">Receives [16 M, 16 C] of the point that stands for the first of the turned filters; or null.</param>
    /// <param name="plane">Floats from a point to the next.</param>
    /// <param name="scratch">Aligned memory of <see cref="ScratchFloats"/>.</param>
    public abstract void Block(float* filters, int results, int channels, nint stride, float* forward, float* backward, nint plane, float* scratch);

    /// <summary>Floats of scratch memory that a block needs.</summary>
    public const int ScratchFloats = (9 * 16) + (18 * 16);

    /// <summary>The way back, for gradients: Gᵀ s G of the sums from 16 channels to 16 results.</summary>
    /// <param name="sums">[16 C, 16 M] of the first point.</param>
    /// <param name="plane">Floats from a point to the next.</param>
    /// <param name="results">M in this block.</param>
    /// <param name="channels">C in this block.</param>
    /// <param name="stride">Floats from a result to the next in the gradient.</param>
    /// <param name="gradient">Receives the first filter's first value and all others.</param>
    /// <param name="scratch">Aligned memory of <see cref="ScratchFloats"/>.</param>
    public abstract void Gather(float* sums, nint plane, int results, int channels, nint stride, float* gradient, float* scratch);

    /// <summary>The sum of pixels of 16 channels.</summary>
    public abstract void SumRow(float* pixels, int count, float* sum);

    /// <summary>Turns a 16 x 16 block of one point about its diagonal.</summary>
    public abstract void Transpose(float* source, float* target);

    private sealed class Form<T, TTransform> : FilterTransform
        where T : unmanaged, ILanes<T>
        where TTransform : unmanaged, ITransform
    {
        public override void Transpose(float* source, float* target) => T.Transpose(source, target);

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public override void Block(float* filters, int results, int channels, nint stride, float* forward, float* backward, nint plane, float* scratch)
        {
            float* lanes = scratch, half = scratch + (9 * 16);
            new Span<float>(lanes, 9 * 16).Clear();
            for (int c = 0; c < 16; c++)
            {
                if (c < channels)
                {
                    for (int m = 0; m < results; m++)
                    {
                        for (int k = 0; k < 9; k++) lanes[(k * 16) + m] = filters[(m * stride) + (c * 9) + k];
                    }
                }
                else
                {
                    new Span<float>(lanes, 9 * 16).Clear();
                }

                for (int lane = 0; lane < 16; lane += T.Count)
                {
                    for (int i = 0; i < 3; i++) TTransform.Filter<T>(lanes + (i * 48) + lane, 16, half + (i * TTransform.Points * 16) + lane, 16);
                    for (int j = 0; j < TTransform.Points; j++)
                        TTransform.Filter<T>(half + (j * 16) + lane, TTransform.Points * 16, forward + (c * 16) + (j * plane) + lane, TTransform.Points * plane);
                }
            }

            if (backward is null) return;
            for (int i = 0; i < TTransform.Points; i++)
            {
                for (int j = 0; j < TTransform.Points; j++)
                    T.Transpose(forward + (((i * TTransform.Points) + j) * plane), backward + (((TTransform.Turned(i) * TTransform.Points) + TTransform.Turned(j)) * plane));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public override void Gather(float* sums, nint plane, int results, int channels, nint stride, float* gradient, float* scratch)
        {
            float* lanes = scratch, half = scratch + (9 * 16);
            for (int c = 0; c < channels; c++)
            {
                for (int lane = 0; lane < 16; lane += T.Count)
                {
                    for (int j = 0; j < TTransform.Points; j++)
                        TTransform.FilterTransposed<T>(sums + (c * 16) + (j * plane) + lane, TTransform.Points * plane, half + (j * 16) + lane, TTransform.Points * 16);
                    for (int i = 0; i < 3; i++) TTransform.FilterTransposed<T>(half + (i * TTransform.Points * 16) + lane, 16, lanes + (i * 48) + lane, 16);
                }

                for (int m = 0; m < results; m++)
                {
                    for (int k = 0; k < 9; k++) gradient[(m * stride) + (c * 9) + k] = lanes[(k * 16) + m];
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public override void SumRow(float* pixels, int count, float* sum)
        {
            for (int lane = 0; lane < 16; lane += T.Count)
            {
                T even = T.Create(0), odd = even;
                int i = 0;
                for (; i < count - 1; i += 2)
                {
                    even = T.Add(even, T.Load(pixels + (i * 16) + lane));
                    odd = T.Add(odd, T.Load(pixels + (i * 16) + 16 + lane));
                }

                if (i < count) even = T.Add(even, T.Load(pixels + (i * 16) + lane));
                T.Store(T.Add(even, odd), sum + lane);
            }
        }
    }
}

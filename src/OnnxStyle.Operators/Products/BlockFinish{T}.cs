using System.Runtime.CompilerServices;
using OnnxStyle.Operators.Winograd;
using OnnxStyle.Operators.Winograd.Vectors;

namespace OnnxStyle.Operators.Products;

/// <summary>The pass for one width of vectors.</summary>
internal sealed unsafe class BlockFinish<T> : BlockFinish
    where T : unmanaged, ILanes<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override void Store(float* sums, int pixels, nint at, int block, in Epilogue epilogue)
    {
        float* addend = epilogue.Addend, gate = epilogue.Gate, result = epilogue.Result, bias = epilogue.Bias + (block * 16);
        bool relu = epilogue.Relu, stream = epilogue.Stream;
        for (int lane = 0; lane < 16; lane += T.Count)
        {
            T plus = T.Load(bias + lane);
            float* from = sums + lane, end = sums + (pixels * 16);
            for (nint to = at + lane; from < end; from += 16, to += 16)
            {
                T value = T.Add(T.Load(from), plus);
                if (addend is not null) value = T.Add(value, T.Load(addend + to));
                if (relu) value = T.Positive(value);
                if (gate is not null) value = T.Gate(value, T.Load(gate + to));
                if (stream) T.Stream(value, result + to);
                else T.Store(value, result + to);
            }
        }
    }
}

using OnnxStyle.Tensors;

namespace OnnxStyle.Runtime.Tests;

/// <summary>y = factor x + the sum of the other inputs, in parts; counts its kernels.</summary>
internal sealed class ScaleOperator(bool variadic = false) : CustomOperator
{
    private int made, freed;

    public int Made => made;

    public int Freed => freed;

    public string? LastNode { get; private set; }

    public override string Name => "Scale";

    public override IReadOnlyList<OperatorPort> Inputs { get; } =
        variadic ? [new(), new(Kind: PortKind.Variadic)] : [new(), new(Kind: PortKind.Optional), new(Kind: PortKind.Optional)];

    public override IReadOnlyList<OperatorPort> Outputs { get; } = [new()];

    public override OperatorKernel CreateKernel(KernelSetup setup)
    {
        Interlocked.Increment(ref made);
        LastNode = setup.NodeName;
        return new Kernel(this, setup.Float("factor"), setup.Ints("parts").Sum(), setup.Text("fails"), setup.Int("step"));
    }

    private sealed class Kernel(ScaleOperator owner, float factor, long parts, string fails, long step) : OperatorKernel, IParallelWork
    {
        private readonly long[] extents = new long[4];
        private KernelRun? now;
        private nint from, to;
        private int length;

        public override void Compute(KernelRun run)
        {
            if (fails == "compute") throw new InvalidOperationException("this kernel fails on purpose");
            int rank = run.Extents(0, extents);
            length = 1;
            for (int i = 0; i < rank; i++) length *= (int)extents[i];
            from = run.Input(0);
            to = run.Output(0, extents.AsSpan(0, rank));
            now = run;
            run.For((int)parts, this);
        }

        public unsafe void Do(int part)
        {
            if (fails == "part" && part == parts - 1) throw new InvalidOperationException("this part fails on purpose");
            for (int i = part; i < length; i += (int)parts)
            {
                float sum = factor * ((float*)from)[i];
                for (int other = 1; other < now!.InputCount; other += (int)step)
                    if (now.Input(other) is nint values and not 0) sum += ((float*)values)[i];
                ((float*)to)[i] = sum;
            }
        }

        public override void Dispose()
        {
            Interlocked.Increment(ref owner.freed);
            base.Dispose();
        }
    }
}

namespace OnnxStyle.Kernels.Tests;

/// <summary>What is wrong with <see cref="WrongKernels"/>.</summary>
public enum Fault
{
    /// <summary>Everything is larger by a hundredth.</summary>
    OnePercent,

    /// <summary>Weights are forgotten.</summary>
    Weights,

    /// <summary>The last entry is never written.</summary>
    LastEntry,

    /// <summary>Of equal distances the later comes first.</summary>
    Order,
}

/// <summary>The reference with one fault: what the suite must notice.</summary>
internal sealed class WrongKernels(Fault fault) : KernelSet
{
    private readonly KernelSet right = Reference();

    public override string Name => "wrong";

    public override string Device => $"{fault}";

    public override Gram Gram => new WrongGram(fault, right.Gram);

    public override CosineDistance CosineDistance => new WrongDistance(fault, right.CosineDistance);

    public override MattingLaplacian MattingLaplacian(ReadOnlySpan<float> guide, int height, int width, double epsilon) =>
        new WrongLaplacian(right.MattingLaplacian(guide, height, width, epsilon), guide, height, width, epsilon);

    private static void Enlarge(Span<float> values)
    {
        foreach (ref float value in values) value *= 1.01f;
    }

    private sealed class WrongGram(Fault fault, Gram right) : Gram
    {
        protected override void Run(MatrixView features, ReadOnlySpan<float> weights, float scale, Span<float> gram)
        {
            float last = gram[^1];
            right.Compute(features, fault == Fault.Weights ? [] : weights, scale, gram);
            if (fault == Fault.OnePercent) Enlarge(gram);
            if (fault == Fault.LastEntry) gram[^1] = last;
        }
    }

    private sealed class WrongDistance(Fault fault, CosineDistance right) : CosineDistance
    {
        protected override void RunFull(MatrixView x, MatrixView y, Span<float> distances)
        {
            right.Full(x, y, distances);
            if (fault == Fault.OnePercent) Enlarge(distances);
        }

        protected override void RunTiles(MatrixView x, MatrixView y, DistanceTile receive) => right.Tiles(x, y, receive);

        protected override void RunTopK(MatrixView x, MatrixView y, int count, Span<float> distances, Span<int> indices)
        {
            right.TopK(x, y, count, distances, indices);
            for (int i = 1; i < indices.Length && fault == Fault.Order; i++)
            {
                if (i % count != 0 && distances[i - 1] == distances[i]) (indices[i - 1], indices[i]) = (indices[i], indices[i - 1]);
            }
        }
    }

    private sealed class WrongLaplacian(MattingLaplacian right, ReadOnlySpan<float> guide, int height, int width, double epsilon) : MattingLaplacian(guide, height, width, epsilon)
    {
        public override long Bytes => right.Bytes;

        protected override void RunMultiply(ReadOnlySpan<float> p, int channels, Span<float> product)
        {
            right.Multiply(p, channels, product);
            Enlarge(product);
        }

        protected override void RunEnergy(ReadOnlySpan<float> p, int channels, Span<double> energies) => right.Energy(p, channels, energies);
    }
}

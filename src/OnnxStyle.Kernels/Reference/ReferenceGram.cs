namespace OnnxStyle.Kernels.Reference;

/// <summary>G = F diag(w) Fᵀ / s, entry by entry.</summary>
internal sealed class ReferenceGram : Gram
{
    protected override void Run(MatrixView features, ReadOnlySpan<float> weights, float scale, Span<float> gram)
    {
        for (int i = 0; i < features.Rows; i++)
        {
            for (int j = 0; j < features.Rows; j++) gram[(i * features.Rows) + j] = (float)(Product(features.Row(i), features.Row(j), weights) / scale);
        }
    }

    private static double Product(ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> weights)
    {
        double sum = 0;
        for (int m = 0; m < a.Length; m++) sum += (double)a[m] * b[m] * (weights.IsEmpty ? 1 : weights[m]);
        return sum;
    }
}

using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>What is kept of labelled pictures, as samples: the map at the cut, the wanted class with its weight, and the features that stay.</summary>
internal sealed class FineTuneSamples : ISampleSource
{
    private readonly FeatureTable table;
    private readonly FeatureTable? mirrored;
    private readonly double[] weights;
    private readonly int fixedLength;

    /// <param name="table">Rows as <see cref="TailCut.Append"/> makes them.</param>
    /// <param name="mirrored">The same of the mirrored pictures, of which variation takes half; or null.</param>
    /// <param name="weights">What a picture of each class counts, 1 on average.</param>
    public FineTuneSamples(FeatureTable table, FeatureTable? mirrored, double[] weights)
    {
        (this.table, this.mirrored, this.weights) = (table, mirrored, weights);
        fixedLength = table.Blocks.SkipLast(1).Sum();
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int row = 0; row < table.Rows.Count; row++)
        {
            hash.AppendData(MemoryMarshal.AsBytes<float>(table.Rows[row]));
            if (mirrored is not null) hash.AppendData(MemoryMarshal.AsBytes<float>(mirrored.Rows[row]));
            hash.AppendData(BitConverter.GetBytes(table.Classes[row]));
        }

        Fingerprint = Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public int Count => table.Rows.Count;

    /// <summary>The number of classes.</summary>
    public int Classes => weights.Length;

    public string Fingerprint { get; }

    public void Load(int sample, bool varied, RandomStream random, IReadOnlyList<Tensor> batch, int place)
    {
        ReadOnlySpan<float> row = (varied && mirrored is not null && random.NextDouble() < 0.5 ? mirrored : table).Rows[sample];
        Place(batch[0], row[fixedLength..]);
        Span<float> wanted = ((Tensor<float>)batch[1]).Span.Slice(place * weights.Length, weights.Length);
        wanted.Clear();
        wanted[table.Classes[sample]] = (float)weights[table.Classes[sample]];
        if (fixedLength > 0) Place(batch[2], row[..fixedLength]);

        void Place(Tensor tensor, ReadOnlySpan<float> values) => values.CopyTo(((Tensor<float>)tensor).Span[(place * values.Length)..]);
    }
}

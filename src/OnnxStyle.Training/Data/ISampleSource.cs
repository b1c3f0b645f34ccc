using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>Samples by number, such as pictures of a folder. Several threads ask at once, in any order.</summary>
public interface ISampleSource
{
    /// <summary>How many samples there are.</summary>
    int Count { get; }

    /// <summary>What the samples are, as a SHA-256: a run goes on only with the same ones. Choices that change them are part of it.</summary>
    string Fingerprint { get; }

    /// <summary>Writes a sample into a batch.</summary>
    /// <param name="sample">The sample, from 0.</param>
    /// <param name="varied">Whether it shall be varied (cropped, flipped, jittered) for training; false: as it is, for evaluation.</param>
    /// <param name="random">A stream of its own for the variation: the same for the same seed, epoch and sample.</param>
    /// <param name="batch">The inputs of the task in its order, <c>[N, ...]</c>.</param>
    /// <param name="place">Where in the batch, from 0. Nothing else of the batch may be touched.</param>
    void Load(int sample, bool varied, RandomStream random, IReadOnlyList<Tensor> batch, int place);
}

using OnnxStyle.Networks;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>A student as it comes out of the closed form.</summary>
public sealed record StudentStart
{
    /// <summary>Blocks, channels and factors.</summary>
    public required VggArchitecture Architecture { get; init; }

    /// <summary>The tensors of all convolutions, named as in a weight file.</summary>
    public required WeightSet Weights { get; init; }

    /// <summary>For each convolution which of the teacher's channels its own stand for, in ascending order.</summary>
    public required IReadOnlyDictionary<string, int[]> Kept { get; init; }

    /// <summary>For each convolution the mean squared error against those channels after the ReLU (and the pooling that ends a block), over their variance, on crops that were held out.</summary>
    public required IReadOnlyDictionary<string, double> Unexplained { get; init; }
}

using OnnxStyle.Networks;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>Turns a trained student into the weight file that the program opens.</summary>
public static class FinishedStudent
{
    /// <summary>Scales each layer to a mean activation of 1, rounds to float16 and adds what the file says of itself.</summary>
    /// <param name="weights">The trained tensors.</param>
    /// <param name="teacher">Whose preprocessing it has.</param>
    /// <param name="pictures">Pictures for the scale, [1, 3, H, W], RGB in 0..1.</param>
    /// <param name="facts">Licence, origin and how it was made, for the metadata.</param>
    /// <param name="cancellationToken">Stops between two pictures.</param>
    /// <exception cref="WeightFormatException">A value does not fit into float16.</exception>
    public static WeightSet Of(
        WeightSet weights, Encoder teacher, IReadOnlyList<Tensor<float>> pictures, IReadOnlyDictionary<string, string> facts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(facts);
        WeightSet stated = new();
        foreach (string name in weights.Names) stated.Add(name, weights[name]);
        teacher.Card.Preprocessing.ToMetadata(stated.Metadata);
        Encoder encoder = Encoder.FromWeights(stated, "student");
        WeightSet scaled = EncoderNormalization.Normalize(encoder, pictures, byLayer: true, cancellationToken: cancellationToken);
        scaled.Metadata["architecture"] = "vgg";
        scaled.Metadata["channels"] = encoder.Card.Architecture.ToString();
        scaled.Metadata["pooling"] = "average";
        foreach ((string key, string value) in facts) scaled.Metadata[key] = value;
        return scaled.InPrecision(ElementType.Float16);
    }
}

using OnnxStyle.Imaging;
using OnnxStyle.Onnx;

namespace OnnxStyle.Transfer;

/// <summary>
/// A whole optimisation step as one model that any ONNX host can run: inputs <c>image</c>, <c>m</c>, <c>v</c> <c>[1, 3, H, W]</c> and <c>t</c>
/// (a scalar, the number of the step from 1); outputs <c>image_next</c>, <c>m_next</c>, <c>v_next</c> and <c>total</c> (the loss of
/// <c>image</c>). The outputs are the inputs of the next step; <c>m</c> and <c>v</c> begin with zeros.
/// </summary>
public sealed class StepModel
{
    /// <summary>More initializers than this many bytes go to a file beside the model by default: a protocol buffer ends at 2 GiB.</summary>
    public const long LargestInside = 1_900_000_000;

    internal StepModel(Graph graph, Image start)
    {
        Graph = graph;
        Start = start;
    }

    /// <summary>The graph; filters, targets and weights are constants in it.</summary>
    public Graph Graph { get; }

    /// <summary>The picture that the options' start names, of the graph's size: the <c>image</c> of the first step.</summary>
    public Image Start { get; }

    /// <summary>Saves the model; large constants go to <c>NAME.weights</c> beside it when there is too much of them.</summary>
    /// <param name="path">The <c>.onnx</c> file; its folder has to exist.</param>
    /// <param name="largestInside">The most bytes of constants that stay in the model, 0 to <see cref="LargestInside"/>.</param>
    /// <returns>The name of the file beside the model, or null when there is none.</returns>
    public string? Save(string path, long largestInside = LargestInside)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(largestInside);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(largestInside, LargestInside);
        string? beside = Graph.Initializers.Sum(value => value.Constant!.ByteCount) > largestInside ? Path.GetFileName(path) + ".weights" : null;
        OnnxWriter.Save(Graph, path, beside is null ? null : new ExternalWeights { Location = beside });
        return beside;
    }
}

using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>An input of a step that every batch fills anew.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Sample">The shape of one sample; the batch stands before it.</param>
/// <param name="Type">The type of its elements.</param>
public sealed record BatchInput(string Name, Shape Sample, ElementType Type = ElementType.Float32)
{
    /// <summary>The shape of a batch.</summary>
    public Shape Of(int batch) => new([batch, .. Sample.ToArray()]);
}

using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>Where an encoder is cut in two: the part before stays as it is and is run once for each picture, the tail is trained on.</summary>
internal sealed class TailCut
{
    /// <exception cref="OptionsException">So many blocks leave nothing before them.</exception>
    public TailCut(Encoder encoder, IReadOnlyList<string> layers, int blocks)
    {
        VggArchitecture architecture = encoder.Card.Architecture;
        VggLayer deepest = layers.Select(architecture.Layer).MaxBy(layer => architecture.PositionOf(layer.Name))!;
        int last = deepest.Block - blocks;
        if (last < 1) throw new OptionsException(nameof(FineTuneOptions), [$"FineTune.Blocks is {blocks}: the layers reach block {deepest.Block}, so at most {deepest.Block - 1} of them can be trained on"]);
        Layer = architecture.Layers.Last(layer => layer.Block == last).Name;
        int position = architecture.PositionOf(Layer);
        Fixed = [.. layers.Where(layer => architecture.PositionOf(layer) <= position)];
        Tail = [.. layers.Where(layer => architecture.PositionOf(layer) > position)];
        (string Name, int Position, string[] Kinds)[] convolutions = [.. architecture.Convolutions()
            .Select(one => (one.Layer.Name, architecture.PositionOf(one.Layer.Name), VggArchitecture.Parameters(one.Layer, one.Inputs).Select(parameter => parameter.Kind).ToArray()))];
        Trained = [.. convolutions.Where(one => one.Position > position && one.Position <= architecture.PositionOf(deepest.Name)).SelectMany(one => one.Kinds.Select(kind => (one.Name, kind)))];
        Before = [.. convolutions.Where(one => one.Position < position).SelectMany(one => one.Kinds.Select(kind => (one.Name, kind)))];
    }

    /// <summary>The last layer that stays as it is, such as <c>pool4</c>.</summary>
    public string Layer { get; }

    /// <summary>The wanted layers up to there.</summary>
    public IReadOnlyList<string> Fixed { get; }

    /// <summary>The wanted layers behind it.</summary>
    public IReadOnlyList<string> Tail { get; }

    /// <summary>The tensors of convolutions that are trained on, by layer and kind.</summary>
    public IReadOnlyList<(string Layer, string Kind)> Trained { get; }

    /// <summary>The tensors of convolutions that stay.</summary>
    public IReadOnlyList<(string Layer, string Kind)> Before { get; }

    /// <summary>The same of the mirrored picture.</summary>
    public IReadOnlyList<Value> AppendMirrored(GraphBuilder graph, Value picture, FeatureKind kind, Encoder encoder) =>
        Append(graph, graph.Slice(picture, [-1], [-picture.Shape[3] - 1], [3], [-1]), kind, encoder);

    /// <summary>What is kept of a picture: the features of <see cref="Fixed"/> in blocks, and at last the map at the cut as one more [N, C H W].</summary>
    public IReadOnlyList<Value> Append(GraphBuilder graph, Value picture, FeatureKind kind, Encoder encoder)
    {
        IReadOnlyDictionary<string, Value> found = encoder.Append(graph, picture, [.. Fixed, Layer]);
        return [.. Fixed.Count == 0 ? [] : FeatureGraph.Blocks(graph, kind, [.. Fixed.Select(layer => found[layer])]), graph.Flatten(found[Layer])];
    }
}

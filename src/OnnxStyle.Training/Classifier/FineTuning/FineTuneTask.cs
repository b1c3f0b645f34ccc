using System.Globalization;
using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>The tail of an encoder and a head, trained together from where a fit of the head alone ended.</summary>
internal sealed class FineTuneTask : ITrainingTask
{
    private readonly Encoder encoder;
    private readonly FeatureOptions features;
    private readonly TailCut cut;
    private readonly FittedHead head;
    private readonly int[] fixedLengths;

    /// <param name="encoder">The encoder as it was.</param>
    /// <param name="features">What the head sees.</param>
    /// <param name="cut">What is trained of the encoder.</param>
    /// <param name="head">The head that was fitted to its features.</param>
    /// <param name="fixedLengths">The lengths of the blocks of features that stay.</param>
    public FineTuneTask(Encoder encoder, FeatureOptions features, TailCut cut, FittedHead head, int[] fixedLengths)
    {
        (this.encoder, this.features, this.cut, this.head, this.fixedLengths) = (encoder, features, cut, head, fixedLengths);
        foreach ((string layer, string kind) in cut.Trained) Parameters.Add(new Parameter($"{layer}.{kind}", encoder.Parameter(layer, kind), Decays: kind != "bias"));
        foreach ((string name, Shape shape) in head.Shape.Parameters) Parameters.Add(new Parameter(ClassifierFile.HeadPrefix + name, head.Parameter(name), Decays: shape.Rank == 2));
        (int height, int width) = encoder.SizeAt(cut.Layer, features.Side, features.Side);
        BatchInput map = new("map", new Shape(encoder.Channels(cut.Layer), height, width)), wanted = new("wanted", new Shape(head.Shape.Classes));
        Inputs = fixedLengths.Length == 0 ? [map, wanted] : [map, wanted, new BatchInput("fixed", new Shape(fixedLengths.Sum()))];
    }

    public string Name => "classifier";

    public IReadOnlyDictionary<string, string> Settings => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["features"] = features.Kind.ToString(),
        ["layers"] = string.Join(',', features.Layers),
        ["cut"] = cut.Layer,
        ["side"] = features.Side.ToString(CultureInfo.InvariantCulture),
        ["head"] = head.Shape.ToString(),
    };

    public ParameterSet Parameters { get; } = new();

    public IReadOnlyList<BatchInput> Inputs { get; }

    public StepLosses Append(GraphBuilder graph, IReadOnlyDictionary<string, Value> weights, IReadOnlyDictionary<string, Value> batch)
    {
        Value wanted = batch["wanted"];
        Value logits = Logits(graph, weights, batch);
        Value entropy = graph.Neg(graph.ReduceSum(graph.Mul(wanted, graph.LogSoftmax(logits)), keepDims: false));
        return new StepLosses(graph.Mul(entropy, graph.Scalar(1f / wanted.Shape[0])));
    }

    /// <summary>The logits [N, classes] of what is kept of pictures.</summary>
    public Value Logits(GraphBuilder graph, IReadOnlyDictionary<string, Value> weights, IReadOnlyDictionary<string, Value> batch)
    {
        IReadOnlyDictionary<string, Value> tail = encoder.AppendAfter(graph, batch["map"], cut.Layer, [.. cut.Tail], (layer, kind) => weights[$"{layer}.{kind}"]);
        Queue<Value> kept = new(fixedLengths.Length == 0 ? [] : graph.Split(batch["fixed"], Array.ConvertAll(fixedLengths, length => (long)length), 1));
        int perLayer = cut.Fixed.Count == 0 ? 0 : fixedLengths.Length / cut.Fixed.Count;
        List<Value> blocks = [];
        foreach (string layer in features.Layers)
        {
            if (tail.TryGetValue(layer, out Value? map)) blocks.AddRange(FeatureGraph.Blocks(graph, features.Kind, [map]));
            else for (int i = 0; i < perLayer; i++) blocks.Add(kept.Dequeue());
        }

        return head.Append(graph, blocks, name => weights[ClassifierFile.HeadPrefix + name]);
    }

    /// <summary>The encoder and the head with trained parameters.</summary>
    public (Encoder Encoder, FittedHead Head) Finish(ReadOnlySpan<float> parameters)
    {
        WeightSet trained = Parameters.Weights(parameters), all = new();
        foreach ((string key, string value) in encoder.Card.Metadata) all.Metadata[key] = value;
        encoder.Card.Preprocessing.ToMetadata(all.Metadata);
        foreach ((string layer, string kind) in cut.Before) all.Add($"{layer}.{kind}", encoder.Parameter(layer, kind));
        foreach ((string layer, string kind) in cut.Trained) all.Add($"{layer}.{kind}", trained[$"{layer}.{kind}"]);
        float[] last = [.. head.Shape.Parameters.SelectMany(one => ((Tensor<float>)trained[ClassifierFile.HeadPrefix + one.Name]).Span.ToArray())];
        return (Encoder.FromWeights(all, encoder.Name), new FittedHead(head.Shape, head.Standardisation, last));
    }
}

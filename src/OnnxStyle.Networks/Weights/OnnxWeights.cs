using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>Weights of ONNX models: their initializers, and the convolutions in the order of the graph.</summary>
internal static class OnnxWeights
{
    /// <summary>Reads the initializers whose names are wanted, under their names.</summary>
    public static WeightSet Read(string path, Func<string, bool>? wanted)
    {
        Graph graph = OnnxReader.Read(path);
        WeightSet result = WithMetadata(graph);
        foreach (Value value in graph.Initializers)
            if (wanted is null || wanted(value.Name)) result.Add(value.Name, value.Constant!);
        return result;
    }

    /// <summary>
    /// Reads the 3x3 convolutions from the first on, named <c>conv{b}_{i}</c> by their order and by the poolings between them: exporters
    /// name tensors as they like, but the graph of a VGG is a row. A convolution without bias that goes straight into the next one is a piece of a split one.
    /// </summary>
    /// <exception cref="WeightFormatException">A filter is not stored as it is, or a batch normalisation stands between.</exception>
    public static WeightSet ReadRow(string path)
    {
        Graph graph = OnnxReader.Read(path);
        WeightSet result = WithMetadata(graph);
        int block = 1, index = 0;
        List<(string Kind, Tensor Weight)> pieces = [];
        foreach (Node node in graph.Nodes)
        {
            if (node.OpType == "BatchNormalization") throw new WeightFormatException(path, "the network has batch normalisation, which is another network. Take the plain VGG.");
            if (node.OpType is "MaxPool" or "AveragePool" && index > 0) (block, index) = (block + 1, 0);
            if (node.OpType != "Conv") continue;
            Tensor weight = Stored(node, 1, path);
            if (weight.Shape.Rank != 4 || weight.Shape[2] != weight.Shape[3] || weight.Shape[2] is not (1 or 3)) break;
            bool isPoint = weight.Shape[2] == 1;
            if (node.Inputs.Count < 3 && graph.Nodes.Any(next => next.OpType == "Conv" && next.Inputs[0] == node.Outputs[0]))
            {
                pieces.Add((isPoint ? "reduce" : "filter", weight));
                continue;
            }

            if (isPoint && pieces.Count == 0) break;
            index++;
            foreach ((string kind, Tensor piece) in pieces) result.Add($"conv{block}_{index}.{kind}", piece);
            pieces.Clear();
            result.Add($"conv{block}_{index}.weight", weight);
            result.Add($"conv{block}_{index}.bias", node.Inputs.Count > 2 ? Stored(node, 2, path) : new Tensor<float>(new Shape(weight.Shape[0])));
        }

        return result.Names.Count > 0 ? result : throw new WeightFormatException(path, "the graph has no 3x3 convolution.");
    }

    private static Tensor Stored(Node node, int input, string path)
    {
        Value? value = node.Inputs[input];
        while (value?.Constant is null && value?.Producer is { OpType: "Identity" } identity) value = identity.Inputs[0];
        return value?.Constant ?? throw new WeightFormatException(path,
            $"input {input} of {node} is not stored in the model but {(value?.Producer is Node producer ? $"made by {producer.OpType}" : "an input of the graph")}. Export it with plain float weights.");
    }

    private static WeightSet WithMetadata(Graph graph)
    {
        WeightSet result = new();
        foreach (KeyValuePair<string, string> pair in graph.Metadata) result.Metadata.Add(pair);
        return result;
    }
}

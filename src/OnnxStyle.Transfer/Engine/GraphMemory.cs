using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>How much memory the values of a graph take at the same time.</summary>
internal static class GraphMemory
{
    /// <summary>Walks the nodes in order, each value alive from the node that makes it to the last that takes it. Bytes; initializers are not counted, inputs and outputs are.</summary>
    public static long PeakBytes(Graph graph)
    {
        Dictionary<Value, int> last = [];
        for (int i = 0; i < graph.Nodes.Count; i++)
            foreach (Value? input in graph.Nodes[i].Inputs) if (input is not null) last[input] = i;
        HashSet<Value> kept = [.. graph.Inputs, .. graph.Outputs];
        long alive = kept.Sum(Bytes), peak = alive;
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            Node node = graph.Nodes[i];
            foreach (Value output in node.Outputs) if (!kept.Contains(output)) alive += Bytes(output);
            peak = Math.Max(peak, alive);
            foreach (Value? input in node.Inputs.Distinct())
                if (input is { Constant: null } && last[input] == i && !kept.Contains(input)) alive -= Bytes(input);
            foreach (Value output in node.Outputs) if (!kept.Contains(output) && !last.ContainsKey(output)) alive -= Bytes(output);
        }

        return peak;
    }

    // A reshape shares the memory of its input in the library.
    private static long Bytes(Value value) => value.Producer?.OpType is "Reshape" or "Identity" or "Squeeze" or "Unsqueeze" or "Flatten"
        ? 0
        : value.Shape.ElementCount * value.ElementType.SizeBytes();
}

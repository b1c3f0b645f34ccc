using System.Text;
using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>Graphs as text to read and compare: one input, constant, node and output a line, with types and shapes.</summary>
public static class GraphPrinter
{
    private const int MostElements = 8;

    /// <summary>The text of a graph. The same graph gives the same text; lines end in <c>\n</c>.</summary>
    public static string Print(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        StringBuilder text = new();
        text.Append($"graph {graph.Name} (opset {graph.Opset}{string.Concat(graph.Domains.Select(domain => $", {domain.Key} {domain.Value}"))})\n");
        foreach (Value value in graph.Inputs) text.Append($"  input {value}\n");
        foreach (Value value in graph.Initializers) text.Append($"  const {value}{Contents(value.Constant!)}\n");
        foreach (Node node in graph.Nodes)
        {
            string operands = string.Join(", ", node.Inputs.Select(input => input?.Name ?? "_"));
            string attributes = node.Attributes.Count == 0 ? "" : $" {{{string.Join(", ", node.Attributes.Values)}}}";
            string domain = node.Domain.Length == 0 ? "" : node.Domain + ".";
            text.Append($"  {string.Join("; ", node.Outputs)} = {domain}{node.OpType}({operands}){attributes}\n");
        }

        foreach (Value value in graph.Outputs) text.Append($"  output {value}\n");
        return text.ToString();
    }

    private static string Contents(Tensor tensor)
    {
        if (tensor.Shape.ElementCount > MostElements) return "";
        return tensor switch
        {
            Tensor<float> t => Join(t.Span),
            Tensor<double> t => Join(t.Span),
            Tensor<long> t => Join(t.Span),
            Tensor<int> t => Join(t.Span),
            Tensor<byte> t => Join(t.Span),
            Tensor<sbyte> t => Join(t.Span),
            Tensor<bool> t => Join(t.Span),
            Tensor<Half> t => Join(t.Span),
            _ => "",
        };
    }

    private static string Join<T>(Span<T> values) => $" = {{{string.Join(", ", values.ToArray())}}}";
}

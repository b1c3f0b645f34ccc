using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Reference;

/// <summary>
/// Runs a graph in double precision with plain loops: the definition that gradients and faster engines are checked against.
/// Every element, of whatever type, is a double; truth values are 0 and 1.
/// </summary>
public static class ReferenceEvaluator
{
    private static readonly Dictionary<string, Func<OperatorCall, double[][]>> Operators = Register();

    /// <summary>The operators that can be run, in ordinal order.</summary>
    public static IReadOnlyList<string> Supported { get; } = [.. Operators.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Runs all nodes once.</summary>
    /// <param name="graph">A graph with static shapes.</param>
    /// <param name="inputs">The elements of every graph input by name, row-major.</param>
    /// <returns>The elements of every graph output by name.</returns>
    public static IReadOnlyDictionary<string, double[]> Run(Graph graph, IReadOnlyDictionary<string, double[]> inputs)
    {
        Dictionary<Value, double[]> values = [];
        foreach (Value input in graph.Inputs)
        {
            double[] data = inputs[input.Name];
            if (data.Length != input.Shape.ElementCount) throw new ArgumentException($"Input '{input.Name}' {input.Shape} was given {data.Length} elements.", nameof(inputs));
            values[input] = data;
        }

        foreach (Value initializer in graph.Initializers) values[initializer] = Doubles(initializer.Constant!);
        foreach (Node node in graph.Nodes)
        {
            if (!Operators.TryGetValue(node.OpType, out Func<OperatorCall, double[][]>? run) || node.Domain.Length > 0)
                throw new NotSupportedException($"The reference evaluator does not run {node.Domain}.{node.OpType} ('{node.Name}').");
            OperatorCall call = new(node, [.. node.Inputs.Select(v => v is null ? null : values[v])]);
            double[][] results = run(call);
            for (int i = 0; i < node.Outputs.Count && i < results.Length; i++)
            {
                if (results[i].Length != node.Outputs[i].Shape.ElementCount)
                    throw new InvalidOperationException($"{node.OpType} '{node.Name}' made {results[i].Length} elements for {node.Outputs[i].Shape}.");
                values[node.Outputs[i]] = results[i];
            }
        }

        return graph.Outputs.ToDictionary(v => v.Name, v => values[v]);
    }

    /// <summary>The elements of a tensor of any type.</summary>
    public static double[] Doubles(Tensor tensor) => tensor switch
    {
        Tensor<float> t => Map(t.Span, v => v),
        Tensor<double> t => t.Span.ToArray(),
        Tensor<long> t => Map(t.Span, v => (double)v),
        Tensor<int> t => Map(t.Span, v => (double)v),
        Tensor<bool> t => Map(t.Span, v => v ? 1.0 : 0.0),
        Tensor<byte> t => Map(t.Span, v => (double)v),
        Tensor<sbyte> t => Map(t.Span, v => (double)v),
        Tensor<Half> t => Map(t.Span, v => (double)v),
        _ => throw new NotSupportedException($"{tensor}"),
    };

    private static double[] Map<T>(ReadOnlySpan<T> values, Func<T, double> convert)
    {
        double[] result = new double[values.Length];
        for (int i = 0; i < result.Length; i++) result[i] = convert(values[i]);
        return result;
    }

    private static Dictionary<string, Func<OperatorCall, double[][]>> Register()
    {
        Dictionary<string, Func<OperatorCall, double[][]>> table = [];
        ElementwiseOperators.Register(table);
        LayoutOperators.Register(table);
        IndexOperators.Register(table);
        ReduceOperators.Register(table);
        ProductOperators.Register(table);
        ConvolutionOperators.Register(table);
        PoolOperators.Register(table);
        NormalizationOperators.Register(table);
        ResizeOperators.Register(table);
        return table;
    }
}

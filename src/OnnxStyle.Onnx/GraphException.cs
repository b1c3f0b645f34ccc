using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>A graph was put together wrongly: a name twice, a value of another graph, an attribute of another kind.</summary>
public sealed class GraphException : OnnxStyleException
{
    /// <summary>Makes an error about a graph.</summary>
    /// <param name="where">The graph, node, value or attribute.</param>
    /// <param name="problem">What is wrong with it and what to do, without a full stop.</param>
    public GraphException(string where, string problem)
        : base($"{where}: {problem}.") => Where = where;

    /// <summary>The graph, node, value or attribute that the error is about.</summary>
    public string Where { get; }
}

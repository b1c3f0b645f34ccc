namespace OnnxStyle.Transfer;

/// <summary>A term of an objective that is computed outside of the ONNX graph, such as by a kernel of ours.</summary>
internal interface IOutsideTerm : IDisposable
{
    /// <summary>The name in logs; other than those of the graph's losses.</summary>
    string Name { get; }

    /// <summary>What computes it, for a trace.</summary>
    string Kernel { get; }

    /// <summary>The factor with which the value enters the total.</summary>
    double Weight { get; }

    /// <summary>Computes the value of a picture, without the weight, and adds its gradient, with the weight.</summary>
    /// <param name="x">The picture, <c>[3, H, W]</c>.</param>
    /// <param name="gradient">The gradient so far, <c>[3, H, W]</c>.</param>
    double Add(ReadOnlySpan<float> x, Span<float> gradient);
}

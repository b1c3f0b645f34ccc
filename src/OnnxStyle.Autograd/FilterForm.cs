namespace OnnxStyle.Autograd;

/// <summary>How the gradient of a convolution's filter is written.</summary>
public enum FilterForm
{
    /// <summary>As one convolution with batch and channels swapped: few nodes, which a rewriting can put an operator of its own in the place of.</summary>
    Convolution,

    /// <summary>As one matrix product for each place of the kernel: the fastest in plain ONNX Runtime.</summary>
    Products,
}

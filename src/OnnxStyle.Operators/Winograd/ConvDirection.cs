namespace OnnxStyle.Operators.Winograd;

/// <summary>What a convolution does with its filters [M, C, 3, 3].</summary>
internal enum ConvDirection
{
    /// <summary>From C channels to M.</summary>
    Forward,

    /// <summary>From M channels to C, with every filter turned by 180 degrees: the gradient with respect to the input of <see cref="Forward"/>.</summary>
    Backward,
}

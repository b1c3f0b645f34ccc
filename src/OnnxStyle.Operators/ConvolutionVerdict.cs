namespace OnnxStyle.Operators;

/// <summary>Whether a convolution of a graph became one of ours, and why.</summary>
public sealed record ConvolutionVerdict
{
    /// <summary>The node's name.</summary>
    public required string Node { get; init; }

    /// <summary>Whether it was rewritten.</summary>
    public required bool Applies { get; init; }

    /// <summary>Why not; or in which form, such as <c>backward, tiles 4x4, +gate</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>What it takes and gives, such as <c>[1, 64, 96, 128] to [1, 64, 96, 128]</c>.</summary>
    public string Shapes { get; init; } = "";

    /// <summary>The floating-point operations of one run as a direct convolution, two for a multiplication with addition; 0 where a shape is not known.</summary>
    public double Operations { get; init; }

    /// <summary>One line for a reader.</summary>
    public override string ToString() => $"{Node} {Shapes}: {(Applies ? "ours" : "plain")}, {Reason}";
}

namespace OnnxStyle.Transfer;

/// <summary>How neighbouring pixels are compared.</summary>
public enum TotalVariationKind
{
    /// <summary>Absolute differences to the right and lower neighbour.</summary>
    L1,

    /// <summary>Squared differences to the right and lower neighbour.</summary>
    L2,

    /// <summary>Squared differences to the right, lower and both lower diagonal neighbours (crowsonkb/style-transfer-pytorch).</summary>
    NinePoint,
}

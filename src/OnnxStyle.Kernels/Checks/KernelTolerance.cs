namespace OnnxStyle.Kernels.Checks;

/// <summary>How far a float32 kernel may be from the reference, and why. One rounding of float32 is 6e-8.</summary>
public static class KernelTolerance
{
    /// <summary>
    /// Of |G - G'| / sqrt(A_ii A_jj), A the Gram matrix under |w|: the size that Cauchy and Schwarz allow the entry. Sums of up to 4 million products of one
    /// sign round by 1e-6 when they are split into parts of at most some thousands; a single running sum would not pass.
    /// </summary>
    public const double Gram = 4e-6;

    /// <summary>Of the distance itself, which is at most 2: both rows have length 1, so D products add up to at most 1 and round by 1e-6 for D = 1,000.</summary>
    public const double CosineDistance = 2e-6;

    /// <summary>Of |L p - L p'| / max |p|: 24 products with couplings below 1 in size, each rounded twice.</summary>
    public const double MattingProduct = 4e-6;

    /// <summary>Of |E - E'| / pᵀ p: the couplings are rounded to float32, the sum is in double.</summary>
    public const double MattingEnergy = 1e-6;
}

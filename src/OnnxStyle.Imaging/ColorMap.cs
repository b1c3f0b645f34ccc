namespace OnnxStyle.Imaging;

/// <summary>
/// Which linear map takes one colour covariance to another (Gatys et al. 2016, "Preserving Color in Neural Artistic Style Transfer",
/// and the code of NeuralImageSynthesis). All three give the same statistics; they differ by a rotation of the colours.
/// </summary>
public enum ColorMap
{
    /// <summary>L_r L_s^-1 from Cholesky factors. Depends on the order of the channels.</summary>
    Cholesky,

    /// <summary>C_r^(1/2) C_s^(-1/2): the notebooks' choice.</summary>
    Pca,

    /// <summary>C_s^(-1/2) (C_s^(1/2) C_r C_s^(1/2))^(1/2) C_s^(-1/2), Monge's map: moves colours the least. "sym" in the code.</summary>
    Monge,
}

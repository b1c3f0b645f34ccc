using OnnxStyle.Networks;

namespace OnnxStyle.Transfer;

/// <summary>
/// Brings the activations of an encoder to the scale of the authors' network, which takes pictures divided by their deviation: moments are compared as they are,
/// covariances with the square of the scale, so the balance of the losses hangs on it.
/// </summary>
internal static class HypercolumnScale
{
    // torchvision divides by deviations of 0.229, 0.224 and 0.225 on the scale 0..1: 57.6 on 0..255.
    private const float Deviation = 57.6f;

    /// <summary>The factor for all channels of the encoder's layers.</summary>
    public static float Of(Encoder encoder) => 1 / (Deviation * encoder.Card.Preprocessing.Scale) is float factor && Math.Abs(factor - 1) < 0.05 ? 1 : factor;
}

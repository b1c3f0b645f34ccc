using OnnxStyle.Imaging;

namespace OnnxStyle.Training;

/// <summary>What one channel of a layer says of a picture.</summary>
/// <param name="Channel">The channel, from 0.</param>
/// <param name="Mean">The mean over all positions.</param>
/// <param name="Largest">The largest value.</param>
/// <param name="Picture">The map in grey, black where it is smallest and white where it is largest; grey throughout where it is constant.</param>
public sealed record LayerActivation(int Channel, double Mean, double Largest, Image Picture);

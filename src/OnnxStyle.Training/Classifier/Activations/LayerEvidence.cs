using OnnxStyle.Imaging;

namespace OnnxStyle.Training;

/// <summary>What the positions of one layer say for or against a class.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Height">Positions down.</param>
/// <param name="Width">Positions across.</param>
/// <param name="Evidence">[Height, Width].</param>
public sealed record LayerEvidence(string Layer, int Height, int Width, IReadOnlyList<float> Evidence)
{
    /// <summary>The evidence on the pixels of a square, smoothly, [side, side]; the sum stays what it was.</summary>
    /// <param name="side">Pixels of a side.</param>
    public float[] On(int side)
    {
        float[] spread = ImageResize.Planar([.. Evidence], 1, Width, Height, side, side, Resampling.Linear);
        double before = Evidence.Sum(value => (double)value), after = spread.Sum(value => (double)value), share = (double)Width * Height / ((double)side * side);
        float rest = (float)((before - (after * share)) / spread.Length); // borders are weighted a little differently
        for (int i = 0; i < spread.Length; i++) spread[i] = (float)(spread[i] * share) + rest;
        return spread;
    }
}

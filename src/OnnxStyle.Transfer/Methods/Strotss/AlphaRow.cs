namespace OnnxStyle.Transfer;

/// <summary>The losses of a finished painting, over many samples.</summary>
/// <param name="Alpha">How much the content counted.</param>
/// <param name="SelfSimilarity">The content loss.</param>
/// <param name="Transport">The relaxed earth mover's distance of hypercolumns.</param>
/// <param name="Moments">The moment loss.</param>
/// <param name="Palette">The palette loss.</param>
public sealed record AlphaRow(double Alpha, double SelfSimilarity, double Transport, double Moments, double Palette)
{
    /// <summary>The sum of the three losses of the style.</summary>
    public double Style => Transport + Moments + Palette;
}

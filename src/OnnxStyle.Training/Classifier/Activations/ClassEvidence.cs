namespace OnnxStyle.Training;

/// <summary>Where in a picture a classifier sees what speaks for a class, and against it.</summary>
/// <param name="Label">The class.</param>
/// <param name="Probability">How probable the classifier finds it, 0 to 1.</param>
/// <param name="Logit">The class's logit less the mean of all logits.</param>
/// <param name="Constant">What the head says of the average picture of its training: the part of the logit that has no place.</param>
/// <param name="Layers">Of each layer its evidence [H, W] over its own positions; above 0 it speaks for the class. The sum over all layers and positions is <paramref name="Logit"/> less <paramref name="Constant"/>.</param>
public sealed record ClassEvidence(string Label, double Probability, double Logit, double Constant, IReadOnlyList<LayerEvidence> Layers)
{
    /// <summary>All layers together on the pixels of a square, [side, side]; the sum stays what it was.</summary>
    /// <param name="side">Pixels of a side.</param>
    public float[] Total(int side)
    {
        float[] total = new float[side * side];
        foreach (LayerEvidence layer in Layers)
        {
            float[] spread = layer.On(side);
            for (int i = 0; i < total.Length; i++) total[i] += spread[i];
        }

        return total;
    }
}

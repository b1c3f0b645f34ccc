namespace OnnxStyle.Training;

/// <summary>How the last blocks of an encoder are trained on, after a head was fitted to its features.</summary>
public sealed record FineTuneOptions
{
    /// <summary>How many of the last blocks of convolutions that the layers reach, 0 to all but one; 0: none, the encoder stays as it is.</summary>
    public int Blocks { get; init; }

    /// <summary>The most passes over the training pictures, 1 or more.</summary>
    public int Epochs { get; init; } = 15;

    /// <summary>Pictures of a step, 1 to 256; never more than there are.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>The learning rate of AdamW at the start; along a cosine it falls to 0. Above 0.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>How strongly filters and weights are drawn towards 0, 0 or more.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Passes without a better cross-entropy on the validation part after which it ends, 1 or more.</summary>
    public int Patience { get; init; } = 4;

    /// <summary>Whether training sees half of the pictures mirrored, drawn anew in every pass. What is not trained is then run for each picture twice.</summary>
    public bool Mirror { get; init; } = true;

    /// <summary>The file for checkpoints, such as one to go on from after a stop; null: none are written. A cross-validation writes none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>The checkpoint to go on from, of the same pictures and options; null: from the beginning. A cross-validation begins again.</summary>
    public string? Resume { get; init; }

    internal void Check(List<string> problems)
    {
        if (Blocks is < 0 or > 16) problems.Add($"FineTune.Blocks is {Blocks}: expected 0 to 16");
        if (Epochs < 1) problems.Add($"FineTune.Epochs is {Epochs}: expected 1 or more");
        if (Batch is < 1 or > 256) problems.Add($"FineTune.Batch is {Batch}: expected 1 to 256");
        if (!(LearningRate > 0 && double.IsFinite(LearningRate))) problems.Add($"FineTune.LearningRate is {LearningRate}: expected a number above 0");
        if (!(WeightDecay >= 0 && double.IsFinite(WeightDecay))) problems.Add($"FineTune.WeightDecay is {WeightDecay}: expected a number of 0 or more");
        if (Patience < 1) problems.Add($"FineTune.Patience is {Patience}: expected 1 or more");
    }
}

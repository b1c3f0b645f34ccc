namespace OnnxStyle.Training;

/// <summary>What fine-tuning did.</summary>
/// <param name="Blocks">The blocks that were trained on.</param>
/// <param name="Parameters">Weights and biases that were trained on, the head's among them.</param>
/// <param name="Before">The cross-entropy on the validation part before.</param>
/// <param name="After">The best after a pass.</param>
/// <param name="Kept">Whether it became better; otherwise the encoder stays as it was.</param>
/// <param name="Epochs">The mean cross-entropy of each pass on the training and on the validation part.</param>
/// <param name="Test">On the pictures that neither was fitted to or chosen by; of the encoder as it was, where that is kept.</param>
public sealed record FineTuneResult(int Blocks, int Parameters, double Before, double After, bool Kept, IReadOnlyList<(double Training, double Validation)> Epochs, ClassifierMetrics Test)
{
    /// <summary>Over all folds of a cross-validation, each trained on from its own head; where that was no better, as the head alone called it. Null: there was none.</summary>
    public ClassifierMetrics? CrossValidation { get; init; }

    /// <summary>In how many folds training on was kept.</summary>
    public int KeptFolds { get; init; }

    /// <summary>Where it went on from a checkpoint: what was otherwise there, in sentences; see <see cref="TrainingLoop.Differences"/>.</summary>
    public IReadOnlyList<string> Differences { get; init; } = [];
}

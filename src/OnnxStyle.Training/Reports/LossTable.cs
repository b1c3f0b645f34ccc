using System.Globalization;
using System.Text;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>The losses of a run as a CSV file: one row for each epoch.</summary>
public static class LossTable
{
    /// <summary>Writes the file, whole or not at all. Columns: epoch (from 1), steps, rate, then each loss in training and, where samples are held out, on them.</summary>
    /// <param name="history">The losses.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="FileWriteException">It cannot be written.</exception>
    public static void Save(TrainingHistory history, string path)
    {
        ArgumentNullException.ThrowIfNull(history);
        bool judged = history.Epochs.Any(row => row.HeldOut.Count > 0);
        StringBuilder text = new("epoch,steps,rate");
        foreach (string name in history.LossNames) text.Append(CultureInfo.InvariantCulture, $",training_{name}");
        // The norm of the gradient exists in training only.
        int parts = judged ? history.Epochs.Max(row => row.HeldOut.Count) : 0;
        foreach (string name in history.LossNames.Take(parts)) text.Append(CultureInfo.InvariantCulture, $",held_out_{name}");
        text.Append('\n');
        foreach (EpochRow row in history.Epochs)
        {
            text.Append(CultureInfo.InvariantCulture, $"{row.Epoch + 1},{row.Steps},{row.LearningRate:G9}");
            foreach (double value in row.Training.Concat(row.HeldOut)) text.Append(CultureInfo.InvariantCulture, $",{value:G9}");
            text.Append('\n');
        }

        AtomicFile.WriteAllText(path, text.ToString());
    }
}

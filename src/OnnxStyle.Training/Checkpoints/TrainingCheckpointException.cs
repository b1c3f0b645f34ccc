using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>A checkpoint of a training run cannot be used. Remedy: name the checkpoint of a run with the same data and options, or start anew.</summary>
public sealed class TrainingCheckpointException : OnnxStyleException
{
    /// <summary>Makes the error.</summary>
    /// <param name="where">The file, or what is wrong with the checkpoint.</param>
    /// <param name="expected">What it should hold.</param>
    /// <param name="found">What it holds.</param>
    /// <param name="innerException">The cause, or null.</param>
    public TrainingCheckpointException(string where, string expected, string found, Exception? innerException = null)
        : base($"The checkpoint {where} cannot be used: expected {expected}, found {found}. Name the checkpoint of a run with the same data and options, or start anew.", innerException)
    {
        Where = where;
        Expected = expected;
        Found = found;
    }

    /// <summary>The file, or the part of the checkpoint.</summary>
    public string Where { get; }

    /// <summary>What it should hold.</summary>
    public string Expected { get; }

    /// <summary>What it holds.</summary>
    public string Found { get; }
}

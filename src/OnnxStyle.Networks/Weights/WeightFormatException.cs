using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>A weight file is missing, damaged, or not what it should be. The message says what was expected there and what to do.</summary>
public sealed class WeightFormatException : OnnxStyleException
{
    /// <summary>Makes the error.</summary>
    /// <param name="file">The file, or what stands for it.</param>
    /// <param name="problem">The rest of the sentence after "Weights 'file': ", with its full stop.</param>
    /// <param name="innerException">The cause, or null.</param>
    public WeightFormatException(string file, string problem, Exception? innerException = null)
        : base($"Weights '{file}': {problem}", innerException)
    {
        File = file;
        Problem = problem;
    }

    /// <summary>The file, or what stands for it.</summary>
    public string File { get; }

    /// <summary>What is wrong with it.</summary>
    public string Problem { get; }
}

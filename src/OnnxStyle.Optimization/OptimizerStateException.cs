using OnnxStyle.Tensors;

namespace OnnxStyle.Optimization;

/// <summary>A captured state does not fit the optimiser that should take it, or its bytes are damaged. Remedy: resume with the options that the state was made with, or start anew.</summary>
public sealed class OptimizerStateException : OnnxStyleException
{
    /// <summary>Makes an error about a state.</summary>
    /// <param name="expected">What the optimiser takes.</param>
    /// <param name="found">What the state holds.</param>
    public OptimizerStateException(string expected, string found)
        : base($"The state of the optimiser: expected {expected}, found {found}. Resume with the options of the run that saved it, or start anew.")
    {
        Expected = expected;
        Found = found;
    }

    /// <summary>What the optimiser takes.</summary>
    public string Expected { get; }

    /// <summary>What the state holds.</summary>
    public string Found { get; }
}

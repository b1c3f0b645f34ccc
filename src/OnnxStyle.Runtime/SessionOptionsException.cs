using OnnxStyle.Tensors;

namespace OnnxStyle.Runtime;

/// <summary>Options of a session do not go together. The message lists every problem.</summary>
public sealed class SessionOptionsException : OnnxStyleException
{
    /// <summary>Makes an error from all problems that were found.</summary>
    /// <param name="problems">One sentence each.</param>
    public SessionOptionsException(IReadOnlyList<string> problems)
        : base($"The session options are not valid: {string.Join(" ", problems)}") => Problems = problems;

    /// <summary>One sentence for each problem.</summary>
    public IReadOnlyList<string> Problems { get; }
}

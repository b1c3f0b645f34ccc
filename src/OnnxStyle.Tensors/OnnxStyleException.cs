namespace OnnxStyle.Tensors;

/// <summary>
/// The base of every error that this project raises on purpose. Its message is one sentence or two for the person at the
/// keyboard: what, where, expected and found, and the remedy. A program shows it and exits; anything else is a bug.
/// </summary>
public abstract class OnnxStyleException : Exception
{
    /// <summary>Makes an error from its whole message and, where there is one, its cause.</summary>
    /// <param name="message">What, where, expected and found, and the remedy.</param>
    /// <param name="innerException">The cause, or null.</param>
    protected OnnxStyleException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

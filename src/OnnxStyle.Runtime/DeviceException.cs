using OnnxStyle.Tensors;

namespace OnnxStyle.Runtime;

/// <summary>The wanted execution provider is not in this library, cannot start, or cannot run the whole graph. Remedy: another provider.</summary>
public sealed class DeviceException : OnnxStyleException
{
    /// <summary>Makes an error about an execution provider.</summary>
    /// <param name="provider">The provider that was asked for, such as <c>CUDA</c>.</param>
    /// <param name="available">The names of the providers that the library has.</param>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="innerException">The library's error, or null.</param>
    public DeviceException(string provider, IReadOnlyList<string> available, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Provider = provider;
        Available = available;
    }

    /// <summary>The provider that was asked for.</summary>
    public string Provider { get; }

    /// <summary>The providers that the library has, by the names that options take.</summary>
    public IReadOnlyList<string> Available { get; }
}

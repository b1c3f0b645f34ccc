namespace OnnxStyle.Runtime;

/// <summary>
/// An operator of our own, written in C#, that sessions on the processor run like ONNX's. Describes the operator; every node of a graph that applies it gets a
/// kernel from <see cref="CreateKernel"/> while its session is made. One object may serve many sessions at once.
/// </summary>
public abstract class CustomOperator
{
    /// <summary>The domain of all operators of our own, at version 1.</summary>
    public const string Domain = "onnxstyle";

    /// <summary>The operator's name within <see cref="Domain"/>, as nodes and profiles spell it.</summary>
    public abstract string Name { get; }

    /// <summary>What it takes, in order; after the first that is not required only others that are not.</summary>
    public abstract IReadOnlyList<OperatorPort> Inputs { get; }

    /// <summary>What it gives, in order.</summary>
    public abstract IReadOnlyList<OperatorPort> Outputs { get; }

    /// <summary>Makes the kernel of one node. An exception becomes the error of the session that was to be made.</summary>
    /// <param name="setup">The node's name and attributes; not valid afterwards.</param>
    /// <returns>The kernel, which the session disposes. It must not refer to the session: nobody could then free an abandoned one.</returns>
    public abstract OperatorKernel CreateKernel(KernelSetup setup);
}

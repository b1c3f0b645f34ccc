namespace OnnxStyle.Tensors;

/// <summary>A tensor has another shape than the place it goes to. Remedy: give the shape that <see cref="Expected"/> names.</summary>
public sealed class ShapeException : OnnxStyleException
{
    /// <summary>Makes an error about a shape.</summary>
    /// <param name="where">The tensor, node or operator, such as <c>Conv 'conv1_1'</c>.</param>
    /// <param name="expected">What the place takes, in words or as a shape.</param>
    /// <param name="found">What came, in words or as a shape.</param>
    public ShapeException(string where, string expected, string found)
        : base($"{where}: expected {expected}, found {found}.")
    {
        Where = where;
        Expected = expected;
        Found = found;
    }

    /// <summary>The tensor, node or operator that the error is about.</summary>
    public string Where { get; }

    /// <summary>What the place takes.</summary>
    public string Expected { get; }

    /// <summary>What came instead.</summary>
    public string Found { get; }
}

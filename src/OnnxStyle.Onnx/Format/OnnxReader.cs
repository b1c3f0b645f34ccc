namespace OnnxStyle.Onnx;

/// <summary>
/// Reads ONNX models of opset 7 to 22. What a model holds is judged, never trusted: any damage is an <see cref="OnnxFormatException"/>, and no
/// length that the file claims is allocated before the bytes are there.
/// </summary>
/// <remarks>
/// Types and shapes follow from <see cref="ShapeInference"/> where the inputs have static shapes; elsewhere those that the file declares, if any.
/// Subgraphs (<c>If</c>, <c>Loop</c>), functions, sparse tensors, sequences and text tensors are refused with their place.
/// </remarks>
public static class OnnxReader
{
    /// <summary>The oldest operator version that is read.</summary>
    public const int OldestOpset = 7;

    /// <summary>The newest operator version that is read.</summary>
    public const int NewestOpset = 22;

    /// <summary>Reads a model file; external weights are looked for in its folder only.</summary>
    /// <exception cref="OnnxFormatException">The file cannot be opened, is damaged, or holds something that is refused.</exception>
    public static Graph Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return new ModelReader(new FolderSource(Path.GetDirectoryName(Path.GetFullPath(path))!)).Read(File.ReadAllBytes(path));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new OnnxFormatException(0, $"'{path}' or the weights beside it cannot be read: {problem.Message.TrimEnd('.')}", problem);
        }
    }

    /// <summary>Reads a model from memory.</summary>
    /// <param name="model">The bytes of the model.</param>
    /// <param name="external">Gives the bytes of an external location; null refuses models with external weights.</param>
    /// <exception cref="OnnxFormatException">The bytes are damaged, or hold something that is refused.</exception>
    public static Graph Read(ReadOnlySpan<byte> model, Func<string, ReadOnlyMemory<byte>>? external = null) =>
        new ModelReader(new MemorySource(external)).Read(model);

    /// <summary>The files that a model keeps tensors in, as it names them, each once and in ordinal order. Nothing else of it is read or judged: it may hold what <see cref="Read(string)"/> refuses.</summary>
    /// <param name="model">The bytes of the model.</param>
    /// <exception cref="OnnxFormatException">The bytes are damaged.</exception>
    public static IReadOnlyList<string> ExternalFiles(ReadOnlySpan<byte> model) => ExternalLocations.In(model);
}

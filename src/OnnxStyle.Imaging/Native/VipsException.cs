namespace OnnxStyle.Imaging.Native;

/// <summary>An operation of libvips failed. Never leaves this room: callers turn it into an error about a file.</summary>
internal sealed class VipsException(string operation, string detail) : Exception($"libvips {operation}: {detail}")
{
    /// <summary>What libvips said, on one line; may belong to another thread.</summary>
    public string Detail { get; } = detail.ReplaceLineEndings("; ");
}

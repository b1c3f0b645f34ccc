namespace OnnxStyle.Cli.Progress;

/// <summary>Progress that is told where it happens: <see cref="Progress{T}"/> would tell it later, and in any order.</summary>
/// <param name="report">Told every report, on the thread that makes it.</param>
internal sealed class Relay<T>(Action<T> report) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => report(value);
}

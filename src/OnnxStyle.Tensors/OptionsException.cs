namespace OnnxStyle.Tensors;

/// <summary>A record of options holds values that do not work. Remedy: change every one that <see cref="Problems"/> names.</summary>
public sealed class OptionsException : OnnxStyleException
{
    /// <summary>Makes an error that lists everything wrong with one record of options.</summary>
    /// <param name="options">The name of the record, such as <c>ImageSaveOptions</c>.</param>
    /// <param name="problems">One sentence without a full stop for each bad value: its name, what it may be, what it is. At least one.</param>
    public OptionsException(string options, IReadOnlyList<string> problems)
        : base($"{options}: {string.Join("; ", problems)}.")
    {
        Options = options;
        Problems = problems;
    }

    /// <summary>The name of the record.</summary>
    public string Options { get; }

    /// <summary>One line for each bad value.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Throws if there is a problem; otherwise does nothing.</summary>
    /// <exception cref="OptionsException"><paramref name="problems"/> is not empty.</exception>
    public static void ThrowIfAny(string options, IReadOnlyList<string> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (problems.Count > 0) throw new OptionsException(options, problems);
    }
}

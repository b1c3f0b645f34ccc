using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>How a model is fetched.</summary>
public sealed record DownloadOptions
{
    /// <summary>The folder it is installed in; null for <see cref="ModelFolder.Default"/>. It is made when it is not there.</summary>
    public string? Folder { get; init; }

    /// <summary>Float32 or Float16 (half the disk, relative error 5e-4) for the installed file.</summary>
    public ElementType Precision { get; init; } = ElementType.Float32;

    /// <summary>How often a request is repeated after a broken connection or an answer of 5xx or 429, 0 or more.</summary>
    public int Retries { get; init; } = 6;

    /// <summary>The wait before the first repetition; it doubles each time, to at most 30 s.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a connection may give nothing before it counts as broken.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Checks the options.</summary>
    /// <exception cref="OptionsException">An option is out of its range; the message lists all that are.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (Precision is not (ElementType.Float32 or ElementType.Float16)) problems.Add($"Precision must be Float32 or Float16, and is {Precision}");
        if (Retries < 0) problems.Add($"Retries must be 0 or more, and is {Retries}");
        if (FirstWait < TimeSpan.Zero) problems.Add($"FirstWait must be 0 or more, and is {FirstWait}");
        if (Patience <= TimeSpan.Zero) problems.Add($"Patience must be more than 0, and is {Patience}");
        OptionsException.ThrowIfAny(nameof(DownloadOptions), problems);
    }
}

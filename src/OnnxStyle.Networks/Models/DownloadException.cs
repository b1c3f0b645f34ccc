using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>A model could not be fetched. What arrived and was checked is kept, so the next try goes on from there.</summary>
public sealed class DownloadException : OnnxStyleException
{
    /// <summary>Makes the error.</summary>
    /// <param name="url">The address.</param>
    /// <param name="problem">What went wrong and what to do, as sentences.</param>
    /// <param name="innerException">The cause, or null.</param>
    public DownloadException(Uri url, string problem, Exception? innerException = null)
        : base($"Fetching {url}: {problem}", innerException)
    {
        Url = url;
        Problem = problem;
    }

    /// <summary>The address.</summary>
    public Uri Url { get; }

    /// <summary>What went wrong.</summary>
    public string Problem { get; }
}

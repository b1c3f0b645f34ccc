namespace OnnxStyle.Training;

/// <summary>What is written beside a trained autoencoder.</summary>
public sealed record AutoencoderReport
{
    /// <summary>Options of the run and of the network, by name.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Pictures trained on.</summary>
    public int TrainingPictures { get; init; }

    /// <summary>Pictures held out.</summary>
    public int HeldOutPictures { get; init; }

    /// <summary>Files that were left out, and why.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>SHA-256 over the samples and what makes them.</summary>
    public string Data { get; init; } = "";

    /// <summary>Steps done.</summary>
    public long Steps { get; init; }

    /// <summary>The epoch whose weights were kept, from 1; 0: none was whole.</summary>
    public long BestEpoch { get; init; }

    /// <summary>Why the run ended.</summary>
    public string End { get; init; } = "";

    /// <summary>The held-out reconstruction error: the mean squared error over pixels and colours of RGB in 0..1; null where nothing is held out.</summary>
    public double? HeldOutError { get; init; }

    /// <summary>The same error of the best single colour for each picture, its mean: what knowing no more than that comes to.</summary>
    public double? MeanColourError { get; init; }

    /// <summary>The share of the five nearest pictures of a held-out one that share its label, by the code; null without labels.</summary>
    public double? CodeAgreement { get; init; }

    /// <summary>The same by the histogram of colours (8x8x8 steps of RGB, square roots, cosine).</summary>
    public double? HistogramAgreement { get; init; }

    /// <summary>Seconds of this run, without those before it was resumed.</summary>
    public double Seconds { get; init; }

    /// <summary>Versions of program and library.</summary>
    public string Versions { get; init; } = "";
}

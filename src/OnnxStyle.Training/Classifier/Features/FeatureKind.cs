namespace OnnxStyle.Training;

/// <summary>What a picture is described by before a head judges it.</summary>
public enum FeatureKind
{
    /// <summary>The mean of every channel of the layers.</summary>
    Mean,

    /// <summary>Mean and standard deviation of every channel of the layers.</summary>
    Moments,

    /// <summary>The square roots of the entries of the layers' Gram matrices, each pair of channels once.</summary>
    Gram,

    /// <summary>The histogram of its colours, without any network: what everything else is held against.</summary>
    Histogram,
}

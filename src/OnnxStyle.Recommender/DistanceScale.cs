namespace OnnxStyle.Recommender;

/// <summary>What happens to the distances of different parts before they are added.</summary>
public enum DistanceScale
{
    /// <summary>Nothing: they are added as they are, though those of TF-IDF are near 1 and those of pictures far below.</summary>
    Raw,

    /// <summary>Each is divided by the mean distance of its part between the works of the index, so that weights mean the same for all.</summary>
    Typical,
}

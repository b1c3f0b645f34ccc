namespace OnnxStyle.Recommender;

/// <summary>Where a model wants the colours of a picture.</summary>
public enum EmbeddingLayout
{
    /// <summary>[N, C, H, W], as PyTorch exports.</summary>
    ChannelsFirst,

    /// <summary>[N, H, W, C], as TensorFlow exports.</summary>
    ChannelsLast,
}

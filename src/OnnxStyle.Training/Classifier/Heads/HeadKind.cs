namespace OnnxStyle.Training;

/// <summary>What turns features into classes.</summary>
public enum HeadKind
{
    /// <summary>Multinomial logistic regression.</summary>
    Linear,

    /// <summary>One hidden layer with ReLU.</summary>
    Mlp,
}

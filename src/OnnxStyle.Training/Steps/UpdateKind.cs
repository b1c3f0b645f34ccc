namespace OnnxStyle.Training;

/// <summary>How a step changes the parameters.</summary>
public enum UpdateKind
{
    /// <summary>Adam (Kingma and Ba 2014); weight decay is added to the gradient, as in PyTorch.</summary>
    Adam,

    /// <summary>Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019).</summary>
    AdamW,

    /// <summary>Stochastic gradient descent with momentum.</summary>
    Sgd,
}

namespace OnnxStyle.Optimization;

/// <summary>How L-BFGS finds the length of a step.</summary>
public enum LineSearch
{
    /// <summary>None: the learning rate, as PyTorch does by default. One evaluation an iteration; the loss may rise.</summary>
    None,

    /// <summary>Strong Wolfe conditions (Nocedal and Wright 2006, algorithms 3.5 and 3.6): the loss falls at every iteration.</summary>
    StrongWolfe,
}

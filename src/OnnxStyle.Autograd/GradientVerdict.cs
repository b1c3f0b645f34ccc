namespace OnnxStyle.Autograd;

/// <summary>What the gradient builder does at a node of one operator.</summary>
public enum GradientVerdict
{
    /// <summary>A rule emits the backward nodes.</summary>
    Rule,

    /// <summary>The output is piecewise constant, an index or a truth value: nothing flows back, which is the true derivative almost everywhere.</summary>
    Zero,

    /// <summary>A derivative exists, but no rule does: <see cref="NoGradientException"/>.</summary>
    Refuse,
}

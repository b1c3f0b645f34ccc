namespace OnnxStyle.Transfer;

/// <summary>Which optimiser moves the pixels.</summary>
public enum OptimizerKind
{
    /// <summary>Limited-memory BFGS: the best pictures for the time.</summary>
    LBfgs,

    /// <summary>Adam, pixels clamped to [0, 1] after each step.</summary>
    Adam,

    /// <summary>RMSprop, pixels clamped to [0, 1] after each step.</summary>
    RmsProp,

    /// <summary>Gradient descent with momentum.</summary>
    GradientDescent,
}

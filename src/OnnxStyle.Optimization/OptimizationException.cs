using OnnxStyle.Tensors;

namespace OnnxStyle.Optimization;

/// <summary>
/// The loss or its gradient is not a number. Cause: a step so long that the network overflows, or a loss weight out of proportion.
/// Remedy: a smaller learning rate or weight, a strong Wolfe line search, or box bounds.
/// </summary>
public sealed class OptimizationException : OnnxStyleException
{
    /// <summary>Makes an error about one evaluation.</summary>
    /// <param name="optimizer">The optimiser's name.</param>
    /// <param name="iteration">The number of iterations done before the bad one.</param>
    /// <param name="loss">The loss that came back.</param>
    /// <param name="gradientNormL2">The norm of the gradient that came back.</param>
    public OptimizationException(string optimizer, int iteration, double loss, double gradientNormL2)
        : base($"{optimizer}, iteration {iteration + 1}: expected a finite loss and gradient, found loss {loss} and gradient norm {gradientNormL2}. "
            + "Use a smaller learning rate or smaller loss weights, L-BFGS with the strong-wolfe line search, or box bounds.")
    {
        Optimizer = optimizer;
        Iteration = iteration;
        Loss = loss;
        GradientNormL2 = gradientNormL2;
    }

    /// <summary>The optimiser's name.</summary>
    public string Optimizer { get; }

    /// <summary>The number of iterations that went well.</summary>
    public int Iteration { get; }

    /// <summary>The loss that came back; NaN or infinite, unless only the gradient is bad.</summary>
    public double Loss { get; }

    /// <summary>The L2 norm of the gradient that came back.</summary>
    public double GradientNormL2 { get; }
}

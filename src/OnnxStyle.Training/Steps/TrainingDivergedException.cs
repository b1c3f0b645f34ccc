using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>A loss became infinite or not a number. Remedy: a smaller learning rate, a warm-up, or a limit for the norm of the gradient.</summary>
public sealed class TrainingDivergedException : OnnxStyleException
{
    /// <summary>Makes the error.</summary>
    /// <param name="step">The step, from 1.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="learningRate">The learning rate of the step.</param>
    public TrainingDivergedException(long step, double loss, double learningRate)
        : base($"Training went astray: the loss of step {step} is {loss} with the learning rate {learningRate}. Begin again with a smaller learning rate, more warm-up steps, or a limit for the gradient's norm.")
    {
        Step = step;
        Loss = loss;
        LearningRate = learningRate;
    }

    /// <summary>The step, from 1.</summary>
    public long Step { get; }

    /// <summary>The loss.</summary>
    public double Loss { get; }

    /// <summary>The learning rate of the step.</summary>
    public double LearningRate { get; }
}

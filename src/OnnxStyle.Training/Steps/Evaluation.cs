using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>The losses of a task over a batch, without changing anything.</summary>
public sealed class Evaluation : IDisposable
{
    private readonly Session session;
    private readonly Tensor<float>[] losses;

    /// <summary>Makes an evaluation for batches of one size.</summary>
    /// <param name="task">What is evaluated.</param>
    /// <param name="batch">Samples in a batch, 1 or more.</param>
    /// <param name="parameters">The vector of trained parameters; it is read in every run, so a step's own vector is always the newest.</param>
    /// <param name="sessions">How to run it.</param>
    public Evaluation(ITrainingTask task, int batch, Tensor<float> parameters, StepSessions sessions)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(sessions);
        session = sessions.Create(StepGraph.Evaluation(task, batch));
        Batch = batch;
        Inputs = [.. task.Inputs.Select(input => Tensor.Create(input.Type, input.Of(batch)))];
        LossNames = [.. session.Outputs.Select(output => output.Name)];
        losses = [.. session.Outputs.Select(output => new Tensor<float>(new Shape([.. output.Dimensions])))];
        HashSet<string> wanted = [.. session.Inputs.Select(input => input.Name)];
        foreach ((BatchInput input, Tensor tensor) in task.Inputs.Zip(Inputs))
            if (wanted.Contains(input.Name)) session.BindInput(input.Name, tensor);
        session.BindInput(StepGraph.Parameters, parameters);
        foreach ((string name, Tensor<float> tensor) in LossNames.Zip(losses)) session.BindOutput(name, tensor);
    }

    /// <summary>Samples in a batch.</summary>
    public int Batch { get; }

    /// <summary>The batch, in the order of the task's inputs. Fill it before each run.</summary>
    public IReadOnlyList<Tensor> Inputs { get; }

    /// <summary>The names of the losses, <c>loss</c> first.</summary>
    public IReadOnlyList<string> LossNames { get; }

    /// <summary>Runs over the batch and returns its losses.</summary>
    public IReadOnlyList<float> Run(CancellationToken cancellationToken = default)
    {
        session.Run(cancellationToken);
        return Array.ConvertAll(losses, loss => loss.Span[0]);
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}

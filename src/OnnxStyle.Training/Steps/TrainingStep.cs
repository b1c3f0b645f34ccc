using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>
/// A training step that is ready to run: fill <see cref="Inputs"/>, <see cref="Run"/>, read <see cref="Losses"/>. The state lies in buffers that are
/// bound once, each as input and as output of the session: it never moves.
/// </summary>
/// <remarks>
/// A buffer may be both because of how the graph is made: whatever reads a state is an ancestor of the node that writes it, or that node itself,
/// which works element by element. A test holds this against two sets of buffers, to the bits.
/// </remarks>
public sealed class TrainingStep : IDisposable
{
    private readonly Session session;
    private readonly Tensor<double> rate = new(Shape.Scalar);
    private readonly Tensor<long> number = new(Shape.Scalar);
    private readonly Tensor<float>[] losses;

    private TrainingStep(ITrainingTask task, int batch, Graph graph, UpdateOptions options, Session session)
    {
        this.session = session;
        Task = task;
        Batch = batch;
        Graph = graph;
        Inputs = [.. task.Inputs.Select(input => Tensor.Create(input.Type, input.Of(batch)))];
        State = StepGraph.StateNames(options).ToDictionary(name => name, _ => new Tensor<float>(new Shape(task.Parameters.Length)), StringComparer.Ordinal);
        LossNames = [.. graph.Outputs.Select(output => output.Name).Where(name => !State.ContainsKey(Before(name)))];
        losses = [.. LossNames.Select(name => new Tensor<float>(graph.Find(name).Shape))];
        foreach ((BatchInput input, Tensor tensor) in task.Inputs.Zip(Inputs)) session.BindInput(input.Name, tensor);
        foreach (string name in session.Inputs.Select(input => input.Name).Intersect(["rate", "step"])) session.BindInput(name, name == "rate" ? rate : number);
        foreach ((string name, Tensor<float> tensor) in State)
        {
            session.BindInput(name, tensor);
            session.BindOutput(name + "_next", tensor);
        }

        foreach ((string name, Tensor<float> tensor) in LossNames.Zip(losses)) session.BindOutput(name, tensor);
        Restart();
    }

    /// <summary>What is trained.</summary>
    public ITrainingTask Task { get; }

    /// <summary>Samples in a batch.</summary>
    public int Batch { get; }

    /// <summary>The graph in plain ONNX, before any convolution of it became ours. For a file that another host runs, <see cref="StepGraph.Step(ITrainingTask, int, UpdateOptions)"/> makes the faster one.</summary>
    public Graph Graph { get; }

    /// <summary>The batch, in the order of the task's inputs, <c>[N, ...]</c>. Fill it before each run.</summary>
    public IReadOnlyList<Tensor> Inputs { get; }

    /// <summary>The state by name, each a vector over all trained parameters: see <see cref="StepGraph"/>.</summary>
    public IReadOnlyDictionary<string, Tensor<float>> State { get; }

    /// <summary>The trained parameters as they are now.</summary>
    public Tensor<float> Parameters => State[StepGraph.Parameters];

    /// <summary>The parameters to use and to judge: their running average where one is kept, else the parameters.</summary>
    public Tensor<float> Result => State.TryGetValue(StepGraph.Average, out Tensor<float>? average) ? average : Parameters;

    /// <summary>Steps done.</summary>
    public long Steps { get; private set; }

    /// <summary>The names of the losses: <c>loss</c> and the task's parts.</summary>
    public IReadOnlyList<string> LossNames { get; }

    /// <summary>The losses of the last run, before its update, in the order of <see cref="LossNames"/>.</summary>
    public IReadOnlyList<float> Losses => Array.ConvertAll(losses, loss => loss.Span[0]);

    /// <summary>Makes a step with the task's initial parameters.</summary>
    /// <param name="task">What is trained.</param>
    /// <param name="batch">Samples in a batch, 1 or more.</param>
    /// <param name="options">The optimiser; null: Adam's defaults.</param>
    /// <param name="session">How to run it; null: the defaults.</param>
    /// <param name="plain">Whether ONNX Runtime's own convolutions are run on the processor, too, and not ours, which are faster.</param>
    /// <exception cref="OptionsException">An option does not work.</exception>
    /// <exception cref="OnnxStyleException">The graph is not valid, or the provider cannot run it.</exception>
    public static TrainingStep Create(ITrainingTask task, int batch, UpdateOptions? options = null, SessionOptions? session = null, bool plain = false)
    {
        using StepSessions sessions = new(session, plain);
        return Create(task, batch, options ?? new(), sessions);
    }

    /// <summary>As the other, with sessions that are made as others of the run.</summary>
    /// <param name="task">What is trained.</param>
    /// <param name="batch">Samples in a batch, 1 or more.</param>
    /// <param name="update">The optimiser.</param>
    /// <param name="sessions">How to run it.</param>
    /// <exception cref="OptionsException">An option does not work.</exception>
    /// <exception cref="OnnxStyleException">The graph is not valid, or the provider cannot run it.</exception>
    public static TrainingStep Create(ITrainingTask task, int batch, UpdateOptions update, StepSessions sessions)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(task);
        Graph graph = StepGraph.Step(task, batch, update, sessions.Form);
        Session made = sessions.Create(graph);
        try
        {
            return new TrainingStep(task, batch, graph, update, made);
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>One step over the batch in <see cref="Inputs"/>. It cannot be cancelled half-way: the state would be of two steps.</summary>
    /// <param name="learningRate">The learning rate of this step.</param>
    /// <exception cref="TrainingDivergedException">The loss is not finite.</exception>
    public void Run(double learningRate)
    {
        rate.Span[0] = learningRate;
        number.Span[0] = Steps + 1;
        session.Run();
        Steps++;
        if (!float.IsFinite(losses[0].Span[0])) throw new TrainingDivergedException(Steps, losses[0].Span[0], learningRate);
    }

    /// <summary>Puts the initial parameters back and forgets moments and steps.</summary>
    public void Restart()
    {
        Tensor<float> initial = Task.Parameters.InitialVector();
        foreach ((string name, Tensor<float> tensor) in State)
        {
            if (name is StepGraph.Parameters or StepGraph.Average) initial.Span.CopyTo(tensor.Span);
            else tensor.Span.Clear();
        }

        Steps = 0;
    }

    /// <summary>Puts a state back.</summary>
    /// <param name="steps">Steps that were done.</param>
    /// <param name="state">Every vector of <see cref="State"/> by name.</param>
    /// <exception cref="ShapeException">A vector is missing or of another length.</exception>
    public void Restore(long steps, IReadOnlyDictionary<string, float[]> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        foreach ((string name, Tensor<float> tensor) in State)
        {
            float[] saved = state.GetValueOrDefault(name) ?? [];
            if (saved.Length != tensor.Span.Length) throw new ShapeException($"The state '{name}'", $"[{tensor.Span.Length}]", $"[{saved.Length}]");
        }

        foreach ((string name, Tensor<float> tensor) in State) state[name].CopyTo(tensor.Span);
        Steps = steps;
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    private static string Before(string output) => output.EndsWith("_next", StringComparison.Ordinal) ? output[..^5] : output;
}

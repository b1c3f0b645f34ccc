using OnnxStyle.Autograd;
using OnnxStyle.Onnx;
using OnnxStyle.Optimization;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>
/// A training step as one graph. Inputs: the batch, <c>rate</c> (Float64) and <c>step</c> (Int64, from 1), both scalars, and the state, vectors of the length of all
/// trained parameters: <c>parameters</c>, for Adam <c>mean</c> and <c>mean_square</c>, for SGD <c>velocity</c>, and <c>average</c> where one is kept.
/// Outputs: <c>loss</c>, the task's parts, <c>gradient_norm</c> where it is clipped, and each state as <c>NAME_next</c>.
/// </summary>
public static class StepGraph
{
    /// <summary>The name of the state that holds the parameters.</summary>
    public const string Parameters = "parameters";

    /// <summary>The name of the state that holds their running average.</summary>
    public const string Average = "average";

    /// <summary>The names of the state of an optimiser, the parameters first.</summary>
    public static IReadOnlyList<string> StateNames(UpdateOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> names = [Parameters];
        if (options.Kind != UpdateKind.Sgd) names.AddRange(["mean", "mean_square"]);
        else if (options.Momentum > 0) names.Add("velocity");
        if (options.AverageDecay is not null) names.Add(Average);
        return names;
    }

    /// <summary>Makes the graph of a step.</summary>
    /// <param name="task">What is trained.</param>
    /// <param name="batch">Samples in a batch, 1 or more.</param>
    /// <param name="options">The optimiser.</param>
    /// <exception cref="OptionsException">An option does not work.</exception>
    /// <exception cref="OnnxStyleException">The task's graph is not valid, or has an operator without a gradient.</exception>
    public static Graph Step(ITrainingTask task, int batch, UpdateOptions options) => Step(task, batch, options, _ => FilterForm.Products);

    /// <summary>As the other.</summary>
    /// <param name="task">What is trained.</param>
    /// <param name="batch">Samples in a batch, 1 or more.</param>
    /// <param name="options">The optimiser.</param>
    /// <param name="filters">How the gradient of a convolution's filters is written.</param>
    /// <param name="withGradient">Whether the gradient is an output <c>gradient</c>, for those who check it.</param>
    internal static Graph Step(ITrainingTask task, int batch, UpdateOptions options, Func<Node, FilterForm> filters, bool withGradient = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        GraphBuilder graph = Forward(task, batch, out Value x, out IReadOnlyDictionary<string, Value> weights, out Value loss);
        Value rate = graph.Input("rate", Shape.Scalar, ElementType.Float64), step = graph.Input("step", Shape.Scalar, ElementType.Int64);
        Value[] trained = [.. task.Parameters.Trained.Select(parameter => weights[parameter.Name])];
        IReadOnlyList<Value> gradients = Gradient.Append(graph, loss, trained, filters);
        using IDisposable scope = graph.Scope("update");
        Value gradient = graph.Concat(0, [.. gradients.Select(part => graph.Reshape(part, -1))], "gradient");
        if (withGradient) graph.Output(gradient, "gradient");
        if (options.ClipNorm is double most) gradient = Clip(graph, gradient, most);
        Dictionary<string, Value> state = StateNames(options).Skip(1).ToDictionary(name => name, name => graph.Input(name, x.Shape), StringComparer.Ordinal);
        Update(graph, task.Parameters, options, x, gradient, rate, step, state);
        return graph.Build();
    }

    /// <summary>Makes the graph of an evaluation: inputs are the batch and <c>parameters</c>, outputs <c>loss</c> and the task's parts.</summary>
    /// <param name="task">What is evaluated.</param>
    /// <param name="batch">Samples in a batch, 1 or more.</param>
    public static Graph Evaluation(ITrainingTask task, int batch) => Forward(task, batch, out _, out _, out _).Build();

    private static GraphBuilder Forward(ITrainingTask task, int batch, out Value vector, out IReadOnlyDictionary<string, Value> weights, out Value loss)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        if (task.Parameters.Length == 0) throw new OptionsException(task.Name, ["all parameters are frozen: there is nothing to train"]);
        GraphBuilder graph = new(task.Name);
        Dictionary<string, Value> inputs = task.Inputs.ToDictionary(input => input.Name, input => graph.Input(input.Name, input.Of(batch), input.Type), StringComparer.Ordinal);
        vector = graph.Input(Parameters, new Shape(task.Parameters.Length));
        weights = task.Parameters.Cut(graph, vector);
        StepLosses losses = task.Append(graph, weights, inputs);
        loss = losses.Total;
        graph.Output(loss, "loss");
        foreach ((string name, Value value) in losses.Parts) graph.Output(value, name);
        return graph;
    }

    // As torch.nn.utils.clip_grad_norm_: g · min(1, most / (norm + 1e-6)).
    private static Value Clip(GraphBuilder graph, Value gradient, double most)
    {
        Value norm = graph.ReduceL2(gradient, keepDims: false);
        graph.Output(norm, "gradient_norm");
        Value factor = graph.Div(graph.Scalar((float)most), graph.Add(norm, graph.Scalar(1e-6f)));
        return graph.Mul(gradient, graph.Min(factor, graph.Scalar(1)));
    }

    private static void Update(
        GraphBuilder graph, ParameterSet parameters, UpdateOptions options, Value x, Value gradient, Value rate, Value step, Dictionary<string, Value> state)
    {
        Value from = x, rate32 = graph.Cast(rate, ElementType.Float32);
        if (options.WeightDecay > 0)
        {
            Value decay = Decay(graph, parameters, (float)options.WeightDecay);
            if (options.Kind == UpdateKind.AdamW) from = graph.Mul(x, graph.Sub(graph.Scalar(1), graph.Mul(rate32, decay)));
            else gradient = graph.Add(gradient, graph.Mul(x, decay));
        }

        Value next;
        if (options.Kind == UpdateKind.Sgd)
        {
            (next, Value? velocity) = MomentumNodes.Append(graph, from, gradient, state.GetValueOrDefault("velocity"), rate32, options.Momentum, options.Nesterov);
            if (velocity is not null) graph.Output(velocity, "velocity_next");
        }
        else
        {
            (Value, Value) factors = AdamNodes.Factors(graph, rate, step, options.Beta1, options.Beta2);
            (next, Value mean, Value meanSquare) = AdamNodes.Append(graph, from, gradient, state["mean"], state["mean_square"], factors, options.Beta1, options.Beta2, options.Epsilon);
            graph.Output(mean, "mean_next");
            graph.Output(meanSquare, "mean_square_next");
        }

        graph.Output(next, Parameters + "_next");
        if (options.AverageDecay is not double memory) return;
        Value average = state[Average];
        graph.Output(graph.Add(average, graph.Mul(graph.Sub(next, average), graph.Scalar((float)(1 - memory)))), Average + "_next");
    }

    // One number where all parameters decay, else one for each element.
    private static Value Decay(GraphBuilder graph, ParameterSet parameters, float strength)
    {
        if (parameters.Trained.All(parameter => parameter.Decays)) return graph.Scalar(strength);
        Tensor<float> each = new(new Shape(parameters.Length));
        int at = 0;
        foreach (Parameter parameter in parameters.Trained)
        {
            int count = parameter.Initial.Span.Length;
            if (parameter.Decays) each.Span.Slice(at, count).Fill(strength);
            at += count;
        }

        return graph.Constant(each, "decay");
    }
}

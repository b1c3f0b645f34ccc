using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>
/// The parameters of a network in a fixed order. Those that are trained lie one after the other in one vector, so that a step needs one update,
/// one norm and one buffer for each kind of state, however many layers there are.
/// </summary>
public sealed class ParameterSet
{
    private readonly List<Parameter> items = [];

    /// <summary>All parameters, in the order they were added.</summary>
    public IReadOnlyList<Parameter> Items => items;

    /// <summary>Those that are trained, in the order in which they lie in the vector.</summary>
    public IEnumerable<Parameter> Trained => items.Where(item => !item.Frozen);

    /// <summary>The length of the vector of trained parameters.</summary>
    public int Length => checked((int)Trained.Sum(item => item.Initial.Shape.ElementCount));

    /// <summary>Adds a parameter.</summary>
    /// <exception cref="ArgumentException">There is one of this name.</exception>
    public void Add(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        if (items.Exists(item => item.Name == parameter.Name)) throw new ArgumentException($"There are two parameters '{parameter.Name}'.", nameof(parameter));
        items.Add(parameter);
    }

    /// <summary>Adds a filter <c>[out, in, ...]</c> and its bias <c>[out]</c> of zeros as <c>NAME.weight</c> and <c>NAME.bias</c>.</summary>
    public void AddLayer(string name, Tensor<float> weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        Add(new Parameter($"{name}.weight", weight));
        Add(new Parameter($"{name}.bias", new Tensor<float>(new Shape(weight.Shape[0])), Decays: false));
    }

    /// <summary>The initial values of the trained parameters as one vector.</summary>
    public Tensor<float> InitialVector()
    {
        Tensor<float> vector = new(new Shape(Length));
        int at = 0;
        foreach (Parameter item in Trained)
        {
            item.Initial.Span.CopyTo(vector.Span[at..]);
            at += item.Initial.Span.Length;
        }

        return vector;
    }

    /// <summary>The parameters as values of a graph, the trained ones cut out of a vector.</summary>
    /// <param name="graph">The builder.</param>
    /// <param name="vector">A value <c>[Length]</c>.</param>
    public IReadOnlyDictionary<string, Value> Cut(GraphBuilder graph, Value vector)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(vector);
        if (!vector.Shape.Equals(new Shape(Length))) throw new ShapeException("The vector of parameters", $"[{Length}]", $"{vector.Shape}");
        Parameter[] trained = [.. Trained];
        IReadOnlyList<Value> parts = graph.Split(vector, [.. trained.Select(item => item.Initial.Shape.ElementCount)]);
        Dictionary<string, Value> values = new(StringComparer.Ordinal);
        for (int i = 0; i < trained.Length; i++) values.Add(trained[i].Name, graph.Reshape(parts[i], trained[i].Initial.Shape.ToArray(), trained[i].Name));
        foreach (Parameter item in items.Where(item => item.Frozen)) values.Add(item.Name, graph.Constant(item.Initial, item.Name));
        return values;
    }

    /// <summary>The parameters as constants of a graph, for a model that is finished.</summary>
    /// <param name="graph">The builder.</param>
    /// <param name="vector">The trained values, <see cref="Length"/> of them.</param>
    public IReadOnlyDictionary<string, Value> Constants(GraphBuilder graph, ReadOnlySpan<float> vector)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Dictionary<string, Value> values = new(StringComparer.Ordinal);
        WeightSet weights = Weights(vector);
        foreach (string name in weights.Names) values.Add(name, graph.Constant(weights[name], name));
        return values;
    }

    /// <summary>The parameters as named tensors, for a weight file.</summary>
    /// <param name="vector">The trained values, <see cref="Length"/> of them; they are copied.</param>
    public WeightSet Weights(ReadOnlySpan<float> vector)
    {
        if (vector.Length != Length) throw new ShapeException("The vector of parameters", $"[{Length}]", $"[{vector.Length}]");
        WeightSet weights = new();
        int at = 0;
        foreach (Parameter item in items)
        {
            if (item.Frozen)
            {
                weights.Add(item.Name, item.Initial);
                continue;
            }

            int count = item.Initial.Span.Length;
            weights.Add(item.Name, new Tensor<float>(item.Initial.Shape, vector.Slice(at, count)));
            at += count;
        }

        return weights;
    }
}

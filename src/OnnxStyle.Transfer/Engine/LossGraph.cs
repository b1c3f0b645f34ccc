using OnnxStyle.Autograd;
using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// One graph for one size of picture: input <c>image</c> <c>[1, 3, H, W]</c> and the targets; outputs <c>loss/NAME</c> (scalars in the inner
/// convention), <c>total</c> (weighted sum) and <c>gradient</c> d(total)/d(image) <c>[1, 3, H, W]</c>.
/// </summary>
internal sealed class LossGraph
{
    private const float NormFloor = 1e-8f;

    private LossGraph(Graph graph, IReadOnlyList<(string Name, double Weight)> losses, IReadOnlyDictionary<string, Tensor<float>> targets)
    {
        Graph = graph;
        Losses = losses;
        Targets = targets;
    }

    public Graph Graph { get; }

    /// <summary>Each loss and the factor with which its inner value enters the total.</summary>
    public IReadOnlyList<(string Name, double Weight)> Losses { get; }

    /// <summary>The data of the inputs besides the image.</summary>
    public IReadOnlyDictionary<string, Tensor<float>> Targets { get; }

    public static LossGraph Build(PaintEngine engine, Shape shape, LossConvention convention, IReadOnlyList<BoundTerm> terms, bool normalizeGradients = false)
    {
        GraphBuilder graph = new("losses");
        Value image = graph.Input("image", shape);
        Parts parts = Append(graph, image, engine, convention, terms, normalizeGradients, constants: false);
        foreach ((string name, _, Value value) in parts.Losses) graph.Output(value, $"loss/{name}");
        graph.Output(parts.Total, "total");
        graph.Output(parts.Gradient, "gradient");
        return new LossGraph(graph.Build(), [.. parts.Losses.Select(loss => (loss.Name, loss.Weight))], parts.Targets);
    }

    /// <summary>Appends losses, their weighted sum and its gradient to a graph.</summary>
    public static Parts Append(
        GraphBuilder graph, Value image, PaintEngine engine, LossConvention convention, IReadOnlyList<BoundTerm> terms, bool normalizeGradients, bool constants)
    {
        string[] layers = [.. terms.SelectMany(term => term.Term.Layers).Select(layer => layer.Layer).Distinct()];
        IReadOnlyDictionary<string, Value> features = engine.Features(graph, image, layers);
        Dictionary<string, Tensor<float>> targets = [];
        List<(LossNode Node, LossRole Role, double Weight)> nodes = [];
        foreach (BoundTerm bound in terms)
        {
            bound.Term.Validate();
            using IDisposable scope = graph.Scope(bound.Term.Name);
            LossContext context = new(graph, image, bound.Term.Name, features, bound.Targets, bound.Guides, constants ? null : targets);
            foreach (LossNode node in bound.Term.Build(context))
            {
                double factor = LossWeights.Factor(convention, bound.Term, node, image.Shape, bound.Term.Layers.Count);
                nodes.Add((node, bound.Term.Role, bound.Term.Weight * node.LayerWeight * factor));
            }
        }

        Value? total = null;
        foreach ((LossNode node, _, double weight) in nodes)
        {
            Value weighted = graph.Mul(node.Value, graph.Scalar((float)weight));
            total = total is null ? weighted : graph.Add(total, weighted);
        }

        total ??= graph.Scalar(0);
        Value gradient = normalizeGradients ? Normalized(graph, image, nodes) : Gradient.Append(graph, total, [image])[0];
        return new Parts(total, gradient, [.. nodes.Select(entry => (entry.Node.Name, entry.Weight, entry.Node.Value))], targets);
    }

    // jcjohnson's Lua: each module divides the gradient at its layer by that gradient's L1 norm, multiplies it by its strength and lets it go on.
    private static Value Normalized(GraphBuilder graph, Value image, List<(LossNode Node, LossRole Role, double Weight)> nodes)
    {
        List<Value> features = [], seeds = [];
        Value? direct = null;
        foreach ((LossNode node, LossRole role, double weight) in nodes)
        {
            Value own = Gradient.Append(graph, node.Value, [node.Feature])[0];
            if (role is LossRole.Content or LossRole.Style)
            {
                Value norm = graph.Add(graph.ReduceSum(graph.Abs(own), keepDims: false), graph.Scalar(NormFloor));
                features.Add(node.Feature);
                seeds.Add(graph.Mul(own, graph.Div(graph.Scalar((float)weight), norm)));
            }
            else
            {
                Value scaled = graph.Mul(own, graph.Scalar((float)weight));
                direct = direct is null ? scaled : graph.Add(direct, scaled);
            }
        }

        if (features.Count == 0) return direct ?? Gradient.Append(graph, graph.Scalar(0), [image])[0];
        Value through = Gradient.Append(graph, features, seeds, [image])[0];
        return direct is null ? through : graph.Add(through, direct);
    }

    /// <summary>What was appended.</summary>
    public sealed record Parts(Value Total, Value Gradient, IReadOnlyList<(string Name, double Weight, Value Value)> Losses, IReadOnlyDictionary<string, Tensor<float>> Targets);
}

using OnnxStyle.Operators.Binding;
using OnnxStyle.Onnx;
using OnnxStyle.Operators.Winograd;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Rewriting;

/// <summary>
/// Puts our operators in the place of ONNX's, in one pass from inputs to outputs. Every value of the source has up to two forms, plain and blocked; the second is
/// made of the first, once, where somebody asks for it. So conversions stand only at the edges of a run of blocked nodes, and what nobody asks for is dropped.
/// </summary>
internal sealed class WinogradRewriter
{
    private readonly Graph source;
    private readonly GraphEditor editor;
    private readonly Dictionary<Value, List<Node>> users = [];
    private readonly HashSet<Value> outputs;
    private readonly Dictionary<Node, ConvPlan> convolutions = [];
    private readonly Dictionary<Node, FilterGradientPlan> gradients = [];
    private readonly Dictionary<Node, PoolPlan> pools = [];
    private readonly HashSet<Node> taken = [];
    private readonly HashSet<Value> wanted = [];
    private readonly Dictionary<Value, Value> plain = [], blocked = [];
    private readonly List<Tensor<float>> filters = [];
    private readonly List<ConvolutionVerdict> verdicts = [];

    /// <summary>Plans the rewriting of a graph.</summary>
    /// <param name="source">The graph; it stays as it is.</param>
    /// <param name="always">Whether convolutions of little work are rewritten as well.</param>
    public WinogradRewriter(Graph source, bool always)
    {
        this.source = source;
        editor = new GraphEditor(source);
        outputs = [.. source.Outputs];
        foreach (Node node in source.Nodes)
            foreach (Value input in node.Inputs.OfType<Value>().Distinct())
            {
                if (!users.TryGetValue(input, out List<Node>? list)) users.Add(input, list = []);
                list.Add(node);
            }

        foreach (Value value in source.Inputs.Concat(source.Initializers)) plain[value] = value;
        Plan(always);
        Want();
    }

    /// <summary>The constant filters by the numbers that nodes of the new graph have.</summary>
    public IReadOnlyList<Tensor<float>> Filters => filters;

    /// <summary>The convolutions that are rewritten.</summary>
    public IReadOnlyList<ConvMatch> Convolutions => [.. convolutions.Values.Select(plan => plan.Match)];

    /// <summary>What becomes of each convolution.</summary>
    public IReadOnlyList<ConvolutionVerdict> Verdicts => verdicts;

    /// <summary>Makes the new graph; once.</summary>
    public Graph Rewrite()
    {
        if (convolutions.Count == 0 && gradients.Count == 0) return source;
        foreach (Node node in source.Nodes) Visit(node);
        return editor.Build([.. source.Outputs.Select(Plain)]);
    }

    private void Plan(bool always)
    {
        List<(ConvMatch Match, ConvPlan? Plan)> found = [];
        Dictionary<Node, int> positions = source.Nodes.Select((node, i) => (node, i)).ToDictionary(pair => pair.node, pair => pair.i);
        foreach (Node node in source.Nodes.Where(node => node is { OpType: "Conv", Domain: "" }))
        {
            if (FilterGradientPlan.Of(node, Only) is { } gradient && (always || gradient.Shape.Operations >= ConvMatch.LeastOperations))
            {
                gradient.Extend(users[gradient.Dy], positions.GetValueOrDefault, taken);
                gradients.Add(gradient.Last, gradient);
                verdicts.Add(Verdict(gradient));
                continue;
            }

            ConvMatch match = ConvMatch.Of(node, always);
            ConvPlan? plan = match.Refusal.Length > 0 || taken.Contains(node) ? null : new ConvPlan(match);
            plan?.Extend(Only, taken);
            if (plan is not null) convolutions.Add(plan.Last, plan);
            found.Add((match, plan));
        }

        foreach ((ConvMatch match, ConvPlan? plan) in found) verdicts.Add(Verdict(match, plan));
        if (convolutions.Count == 0 && gradients.Count == 0) return;
        foreach (Node node in source.Nodes)
            if (!taken.Contains(node) && PoolPlan.Of(node, Only, taken) is { } pool) pools.Add(pool.Last, pool);
    }

    // From the outputs back: the values that blocked nodes would take as they are.
    private void Want()
    {
        foreach (Node node in source.Nodes.Reverse())
        {
            if (convolutions.TryGetValue(node, out ConvPlan? conv)) Want(conv.Match.X, conv.Addend, conv.Gate);
            else if (gradients.TryGetValue(node, out FilterGradientPlan? gradient)) Want(gradient.X, gradient.Dy);
            else if (pools.TryGetValue(node, out PoolPlan? pool)) Want(wanted.Contains(pool.Y) ? pool.X : null, pool.Addend, pool.Gate);
            else if (!taken.Contains(node) && node.Outputs.Count == 1 && wanted.Contains(node.Outputs[0]) && Elementwise.Inputs(node) is { } whole) Want(whole);
        }
    }

    private void Want(params ReadOnlySpan<Value?> values)
    {
        foreach (Value? value in values) if (value is not null) wanted.Add(value);
    }

    private void Visit(Node node)
    {
        if (convolutions.TryGetValue(node, out ConvPlan? conv)) Convolve(conv);
        else if (gradients.TryGetValue(node, out FilterGradientPlan? gradient)) Differentiate(gradient);
        else if (pools.TryGetValue(node, out PoolPlan? pool)) Pool(pool);
        else if (FeatureMatrix.Gram(node) is { } gram && blocked.TryGetValue(gram.Features, out Value? features))
        {
            Value made = node.Outputs[0];
            plain[made] = editor.Add(GramOperator.OperatorName, OperatorDomain, node.Name, made.Name, ElementType.Float32, made.Shape, [features], GramOperator.Attributes(gram.Features.Shape, gram.Factor));
        }
        else if (FeatureMatrix.Product(node, Only) is { } product && blocked.TryGetValue(product.Features, out features) && wanted.Contains(node.Outputs[0]))
        {
            blocked[node.Outputs[0]] = Add(ProductOperator.OperatorName, OperatorDomain, product.Product.Name, node.Outputs[0], [Plain(product.Matrix), features], ProductOperator.Attributes(product.Features.Shape, product.Matrix.Shape[0]));
        }
        else if (taken.Contains(node)) return;
        else if (Elementwise.Inputs(node) is { } whole && whole.Any(blocked.ContainsKey) && (wanted.Contains(node.Outputs[0]) || !whole.Any(plain.ContainsKey)))
        {
            Value?[] inputs = [.. node.Inputs.Select(input => whole.Contains(input!) ? Blocked(input!) : Plain(input!))];
            blocked[node.Outputs[0]] = Add(node.OpType, "", node.Name, node.Outputs[0], inputs, node.Attributes.Values);
        }
        else
        {
            IReadOnlyList<Value> made = editor.Copy(node, [.. node.Inputs.Select(input => input is null ? null : Plain(input))]);
            for (int i = 0; i < made.Count; i++) plain[node.Outputs[i]] = made[i];
        }
    }

    private void Convolve(ConvPlan plan)
    {
        ConvMatch match = plan.Match;
        int number = -1;
        if (match.Filters.Constant is Tensor<float> constant)
        {
            number = filters.FindIndex(known => ReferenceEquals(known, constant));
            if (number < 0) (number, _) = (filters.Count, Keep(constant));
        }

        Value?[] inputs =
        [
            Blocked(match.X),
            number < 0 ? Plain(match.Filters) : null,
            match.Bias is null ? null : Plain(match.Bias),
            plan.Addend is null ? null : Blocked(plan.Addend),
            plan.Gate is null ? null : Blocked(plan.Gate),
        ];
        blocked[plan.Last.Outputs[0]] = match.IsPoint
            ? Add(Conv1x1Operator.OperatorName, OperatorDomain, match.Node.Name, plan.Last.Outputs[0], inputs, Conv1x1Operator.Attributes(match.X.Shape, match.Y.Shape[1], match.Direction, plan.Relu, number))
            : Add(Conv3x3Operator.OperatorName, OperatorDomain, match.Node.Name, plan.Last.Outputs[0], inputs, Conv3x3Operator.Attributes(match.Shape, match.Tile, match.Direction, plan.Relu, number));
    }

    private bool Keep(Tensor<float> constant)
    {
        filters.Add(constant);
        return true;
    }

    private void Differentiate(FilterGradientPlan plan)
    {
        Value?[] given = plan.Bias is null ? [plan.Filters] : [plan.Filters, plan.Bias.Outputs[0]];
        IReadOnlyList<Value> made = editor.Add(FilterGradientOperator.OperatorName, OperatorDomain, plan.Node.Name, [.. given.Select(value => (value!.Name, ElementType.Float32, value.Shape))],
            [Blocked(plan.X), Blocked(plan.Dy)], FilterGradientOperator.Attributes(plan.Shape, TileChoice.Of(plan.Shape)));
        for (int i = 0; i < given.Length; i++) plain[given[i]!] = made[i];
    }

    private void Pool(PoolPlan pool)
    {
        Value?[] inputs = [Blocked(pool.X), pool.Addend is null ? null : Blocked(pool.Addend), pool.Gate is null ? null : Blocked(pool.Gate)];
        blocked[pool.Y] = Add(pool.Gradient ? PoolOperator.GradientName : PoolOperator.OperatorName, OperatorDomain, pool.Last.Name, pool.Y, inputs, PoolOperator.Attributes(pool.X.Shape, pool.Y.Shape, pool.Factor));
    }

    private Value Plain(Value value)
    {
        if (plain.TryGetValue(value, out Value? made)) return made;
        Value from = blocked[value];
        return plain[value] = editor.Add(LayoutOperator.FromBlockedName, OperatorDomain, editor.Vacant($"{value.Name}/plain"), value.Name, ElementType.Float32, value.Shape, [from], LayoutOperator.Attributes(value.Shape));
    }

    private Value Blocked(Value value)
    {
        if (blocked.TryGetValue(value, out Value? made)) return made;
        return blocked[value] = Add(LayoutOperator.ToBlockedName, OperatorDomain, editor.Vacant($"{value.Name}/layout"), value, [Plain(value)], LayoutOperator.Attributes(value.Shape));
    }

    private const string OperatorDomain = Runtime.CustomOperator.Domain;

    private Value Add(string opType, string domain, string node, Value value, Value?[] inputs, IEnumerable<OnnxAttribute> attributes) =>
        editor.Add(opType, domain, node, editor.Vacant($"{value.Name}/blocked"), ElementType.Float32, BlockedLayout.Of(value.Shape), inputs, attributes);

    private Node? Only(Value value) => !outputs.Contains(value) && users.TryGetValue(value, out List<Node>? list) && list.Count == 1 ? list[0] : null;

    private static ConvolutionVerdict Verdict(FilterGradientPlan plan) => new()
    {
        Node = plan.Node.Name,
        Applies = true,
        Reason = $"gradient of the filters{(plan.Bias is null ? "" : " and the bias")}",
        Shapes = $"{plan.X.Shape} and {plan.Dy.Shape} to {plan.Filters.Shape}",
        Operations = plan.Shape.Operations,
    };

    private static ConvolutionVerdict Verdict(ConvMatch match, ConvPlan? plan)
    {
        Node node = match.Node;
        bool known = node.Inputs.Count > 1 && node.Inputs[0] is { HasShape: true } && node.Inputs[1] is { HasShape: true } && node.Outputs[0].HasShape;
        return new ConvolutionVerdict
        {
            Node = node.Name,
            Applies = plan is not null,
            Reason = plan?.Words ?? match.Refusal,
            Shapes = known ? $"{match.X.Shape} to {match.Y.Shape}" : "",
            Operations = known ? 2.0 * match.Y.Shape.ElementCount * (node.Inputs[1]!.Shape.ElementCount / (double)Math.Max(1, match.Y.Shape[1])) : 0,
        };
    }
}

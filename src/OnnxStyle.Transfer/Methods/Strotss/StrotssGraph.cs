using OnnxStyle.Autograd;
using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// One graph for one scale: encoder, sampling, all losses and the gradient for the picture. Inputs: <c>image</c> <c>[1, 3, H, W]</c>, the maps of content and style
/// laid out by positions, and the positions; outputs: <c>loss/NAME</c>, means over the regions, and <c>gradient</c>.
/// </summary>
internal sealed class StrotssGraph
{
    private const string Rgb = "rgb";
    private readonly GraphBuilder graph = new("strotss");
    private readonly PaintEngine engine;
    private readonly StrotssOptions options;
    private readonly StyleMaps content, style;

    /// <param name="engine">The encoder.</param>
    /// <param name="options">The options.</param>
    /// <param name="content">The content's maps at this scale.</param>
    /// <param name="style">The style's maps at this scale.</param>
    /// <param name="regions">The regions with the numbers of their samples and pairs of points.</param>
    /// <param name="contentWeight">α of this scale.</param>
    public StrotssGraph(PaintEngine engine, StrotssOptions options, StyleMaps content, StyleMaps style, IReadOnlyList<RegionSamples> regions, double contentWeight)
    {
        (this.engine, this.options, this.content, this.style) = (engine, options, content, style);
        Value image = graph.Input("image", new Shape(1, 3, content.Height, content.Width));
        Dictionary<string, Value> features = new(engine.Features(graph, image, options.Layers)) { [Rgb] = image };
        string[] names = ["content", "transport", "moments", "palette"];
        double palette = 1 / Math.Max(contentWeight, 1), all = contentWeight + 2;
        double[] weights = [contentWeight / all, 1 / all, 1 / all, palette / all];
        Value?[] sums = new Value?[names.Length];
        Dictionary<string, Value> contentInputs = Inputs("content", content), styleInputs = Inputs("style", style);
        List<(SampleInputs Content, SampleInputs Style)> positions = [];
        foreach (RegionSamples region in regions)
        {
            using IDisposable scope = graph.Scope($"region{positions.Count}");
            SampleInputs here = new(graph, $"region{positions.Count}/output", region.Count + region.Pairs.Count, content.Width);
            SampleInputs there = new(graph, $"region{positions.Count}/style", region.StyleCount + region.Pairs.Count, style.Width);
            positions.Add((here, there));
            Value[] losses = Losses(features, contentInputs, styleInputs, here, there, region.Pairs.Count);
            for (int i = 0; i < losses.Length; i++) sums[i] = sums[i] is Value sum ? graph.Add(sum, losses[i]) : losses[i];
        }

        Positions = positions;
        Value? total = null;
        for (int i = 0; i < names.Length; i++)
        {
            Value mean = graph.Mul(sums[i]!, graph.Scalar(1f / regions.Count));
            graph.Output(mean, $"loss/{names[i]}");
            Value weighted = graph.Mul(mean, graph.Scalar((float)weights[i]));
            total = total is null ? weighted : graph.Add(total, weighted);
        }

        graph.Output(Gradient.Append(graph, total!, [image])[0], "gradient");
        Terms = [.. names.Zip(weights)];
        Graph = graph.Build();
    }

    public Graph Graph { get; }

    /// <summary>Each loss and its weight in the total: (α content + transport + moments + palette / max(α, 1)) / (α + 2), as in the authors' code.</summary>
    public IReadOnlyList<(string Name, double Weight)> Terms { get; }

    /// <summary>The positions of each region: of the output (and the content), and of the style.</summary>
    public IReadOnlyList<(SampleInputs Content, SampleInputs Style)> Positions { get; }

    /// <summary>Everything to bind besides the image.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Bindings() =>
    [
        .. content.Maps.Select(map => ($"content/{map.Key}", (Tensor)map.Value)),
        .. style.Maps.Select(map => ($"style/{map.Key}", (Tensor)map.Value)),
        .. Positions.SelectMany(pair => pair.Content.Tensors.Concat(pair.Style.Tensors)),
    ];

    private Dictionary<string, Value> Inputs(string name, StyleMaps maps) => maps.Maps.ToDictionary(map => map.Key, map => graph.Input($"{name}/{map.Key}", map.Value.Shape));

    private Value[] Losses(
        Dictionary<string, Value> features, Dictionary<string, Value> contentInputs, Dictionary<string, Value> styleInputs, SampleInputs here, SampleInputs there, int pairs)
    {
        string[] layers = [Rgb, .. options.Layers];
        Value Rows(SampleInputs samples, Dictionary<string, Value> maps, StyleMaps of) => graph.Concat(1, [.. layers.Select(layer =>
        {
            (int height, int width) = of.SizeAt(layer);
            return Scaled(samples.FromRows(maps[layer], width, height, Halvings(layer)), layer);
        })]);
        Value x = graph.Transpose(graph.Concat(0, [.. layers.Select(layer => Scaled(here.FromMap(features[layer], Halvings(layer)), layer))]), [1, 0]);
        Value c = Rows(here, contentInputs, content), s = Rows(there, styleInputs, style);
        Value Colors(Value rows) => graph.Slice(rows, [0], [3], [1]);
        return
        [
            SelfSimilarityLoss.Build(graph, x, c),
            TransportLoss.Build(graph, x, s, pairs, options.PointWeight),
            SampleMomentLoss.Build(graph, x, s),
            PaletteLoss.Build(graph, Colors(x), Colors(s), options.Palette),
        ];
    }

    private int Halvings(string layer) => layer == Rgb ? 0 : engine.Encoder.Card.Architecture.Layer(layer).Halvings;

    private Value Scaled(Value samples, string layer)
    {
        float factor = HypercolumnScale.Of(engine.Encoder);
        return layer == Rgb || factor == 1 ? samples : graph.Mul(samples, graph.Scalar(factor));
    }
}

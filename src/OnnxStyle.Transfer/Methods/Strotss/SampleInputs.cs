using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// Positions as inputs of a graph, and the nodes that sample there. A position of the picture is halved for each pooling, as in the authors' code, and
/// interpolated bilinearly; at full size positions are pixels and need no weights.
/// </summary>
internal sealed class SampleInputs
{
    // Up to this many positions a map is sampled by one product with a matrix of weights, which is faster than gathering and, backwards, scattering.
    private const int LargestProduct = 4096;

    private readonly GraphBuilder graph;
    private readonly string name;
    private readonly int count, width;
    private readonly Dictionary<(int Width, int Height), Level> levels = [];

    /// <param name="graph">The graph.</param>
    /// <param name="name">The prefix of the inputs.</param>
    /// <param name="count">How many positions.</param>
    /// <param name="width">The picture's pixels across.</param>
    public SampleInputs(GraphBuilder graph, string name, int count, int width) => (this.graph, this.name, this.count, this.width) = (graph, name, count, width);

    /// <summary>What has to be bound, by the names of the inputs.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Tensors =>
        levels.Values.SelectMany(level => new (string Name, Tensor? Tensor)[] { (level.Name("index"), level.Index), (level.Name("weight"), level.Weight), (level.Name("matrix"), level.Matrix) })
            .Where(pair => pair.Tensor is not null).Select(pair => (pair.Name, pair.Tensor!));

    /// <summary>Samples a map of an encoder that depends on the picture, <c>[1, C, H, W]</c> to <c>[C, P]</c>.</summary>
    /// <param name="map">The map.</param>
    /// <param name="halvings">How often the map was halved.</param>
    public Value FromMap(Value map, int halvings)
    {
        long channels = map.Shape[1], positions = map.Shape[2] * map.Shape[3];
        Level level = LevelOf((int)map.Shape[3], (int)map.Shape[2], halvings);
        Value flat = graph.Reshape(map, channels, positions);
        if (halvings > 0 && positions <= LargestProduct) return graph.MatMul(flat, level.MatrixInput(graph));
        Value corners = graph.Gather(flat, level.IndexInput(graph), 1);
        if (halvings == 0) return corners;
        Value weighted = graph.Mul(corners, graph.Reshape(level.WeightInput(graph), 1, 4 * count));
        return graph.ReduceSum(graph.Reshape(weighted, channels, 4, count), [1], keepDims: false);
    }

    /// <summary>Samples a map that does not change, laid out by positions, <c>[H · W, C]</c> to <c>[P, C]</c>.</summary>
    /// <param name="rows">The map.</param>
    /// <param name="mapWidth">The map's positions across.</param>
    /// <param name="mapHeight">The map's positions down.</param>
    /// <param name="halvings">How often the map was halved.</param>
    public Value FromRows(Value rows, int mapWidth, int mapHeight, int halvings)
    {
        Level level = LevelOf(mapWidth, mapHeight, halvings);
        Value corners = graph.Gather(rows, level.IndexInput(graph), 0);
        if (halvings == 0) return corners;
        Value weighted = graph.Mul(corners, graph.Reshape(level.WeightInput(graph), 4 * count, 1));
        return graph.ReduceSum(graph.Reshape(weighted, 4, count, rows.Shape[1]), [0], keepDims: false);
    }

    /// <summary>Sets the positions for the next run.</summary>
    /// <param name="pixels">Indices of pixels, y · width + x, as many as the inputs hold.</param>
    public void Set(ReadOnlySpan<int> pixels)
    {
        if (pixels.Length != count) throw new ShapeException(name, $"{count} positions", $"{pixels.Length}");
        foreach (Level level in levels.Values) level.Set(pixels, width);
    }

    private Level LevelOf(int mapWidth, int mapHeight, int halvings)
    {
        if (!levels.TryGetValue((mapWidth, mapHeight), out Level? level))
            levels.Add((mapWidth, mapHeight), level = new Level(name, mapWidth, mapHeight, halvings, count));
        return level;
    }

    private sealed class Level(string prefix, int mapWidth, int mapHeight, int halvings, int count)
    {
        private Value? index, weight, matrix;
        private int[] touched = [];

        public Tensor<long>? Index { get; private set; }

        public Tensor<float>? Weight { get; private set; }

        public Tensor<float>? Matrix { get; private set; }

        private int Corners => halvings == 0 ? 1 : 4;

        public string Name(string kind) => $"{prefix}/{kind}{halvings}";

        public Value IndexInput(GraphBuilder graph)
        {
            Index ??= new Tensor<long>(new Shape(Corners * count));
            return index ??= graph.Input(Name("index"), Index.Shape, ElementType.Int64);
        }

        public Value WeightInput(GraphBuilder graph)
        {
            Weight ??= new Tensor<float>(new Shape(Corners * count));
            return weight ??= graph.Input(Name("weight"), Weight.Shape);
        }

        public Value MatrixInput(GraphBuilder graph)
        {
            Matrix ??= new Tensor<float>(new Shape(mapWidth * mapHeight, count));
            return matrix ??= graph.Input(Name("matrix"), Matrix.Shape);
        }

        public void Set(ReadOnlySpan<int> pixels, int width)
        {
            Span<long> indices = Index is null ? [] : Index.Span;
            Span<float> weights = Weight is null ? [] : Weight.Span, cells = Matrix is null ? [] : Matrix.Span;
            foreach (int cell in touched) cells[cell] = 0;
            if (Matrix is not null && touched.Length == 0) touched = new int[4 * count];
            for (int i = 0; i < count; i++)
            {
                (int x, int y) = (pixels[i] % width, pixels[i] / width);
                if (halvings == 0)
                {
                    indices[i] = pixels[i];
                    continue;
                }

                (int left, float shareX) = Place(x, mapWidth);
                (int top, float shareY) = Place(y, mapHeight);
                int right = Math.Min(left + 1, mapWidth - 1), bottom = Math.Min(top + 1, mapHeight - 1);
                ReadOnlySpan<int> places = [(top * mapWidth) + left, (top * mapWidth) + right, (bottom * mapWidth) + left, (bottom * mapWidth) + right];
                ReadOnlySpan<float> shares = [(1 - shareX) * (1 - shareY), shareX * (1 - shareY), (1 - shareX) * shareY, shareX * shareY];
                for (int corner = 0; corner < 4; corner++)
                {
                    int at = (corner * count) + i;
                    if (Index is not null) indices[at] = places[corner];
                    if (Weight is not null) weights[at] = shares[corner];
                    if (Matrix is null) continue;
                    touched[at] = (places[corner] * count) + i;
                    cells[touched[at]] += shares[corner];
                }
            }
        }

        private (int Low, float Share) Place(int pixel, int size)
        {
            float place = Math.Min(pixel / (float)(1 << halvings), size - 1);
            int low = (int)place;
            return (low, place - low);
        }
    }
}

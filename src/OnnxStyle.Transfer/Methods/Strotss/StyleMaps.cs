using OnnxStyle.Imaging;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>The layers of a picture that does not change, laid out by positions, <c>[H · W, C]</c> each, so that a sample lies together. <c>rgb</c> is the picture itself.</summary>
internal sealed class StyleMaps
{
    private readonly Dictionary<string, (int Height, int Width)> sizes = [];

    private StyleMaps(int width, int height, IReadOnlyDictionary<string, Tensor<float>> maps) => (Width, Height, Maps) = (width, height, maps);

    public int Width { get; }

    public int Height { get; }

    public IReadOnlyDictionary<string, Tensor<float>> Maps { get; }

    /// <summary>Positions down and across of a layer.</summary>
    public (int Height, int Width) SizeAt(string layer) => sizes[layer];

    /// <summary>Runs the encoder once.</summary>
    public static StyleMaps Of(PaintEngine engine, Image picture, IReadOnlyList<string> layers, CancellationToken cancellationToken)
    {
        GraphBuilder graph = new("maps");
        Value image = graph.Input("image", new Shape(1, 3, picture.Height, picture.Width));
        Dictionary<string, Value> features = new(engine.Features(graph, image, layers)) { ["rgb"] = image };
        Dictionary<string, Tensor<float>> maps = [];
        StyleMaps result = new(picture.Width, picture.Height, maps);
        foreach ((string layer, Value map) in features)
        {
            Shape shape = map.Shape;
            graph.Output(graph.Transpose(graph.Reshape(map, shape[1], shape[2] * shape[3]), [1, 0]), $"maps/{layer}");
            maps.Add(layer, new Tensor<float>(new Shape(shape[2] * shape[3], shape[1])));
            result.sizes.Add(layer, ((int)shape[2], (int)shape[3]));
        }

        using Session session = engine.CreateSession(graph.Build());
        session.BindInput("image", picture.ToTensor());
        foreach ((string layer, Tensor<float> map) in maps) session.BindOutput($"maps/{layer}", map);
        session.Run(cancellationToken);
        return result;
    }
}

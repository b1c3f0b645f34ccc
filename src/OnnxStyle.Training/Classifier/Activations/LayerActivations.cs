using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>Makes visible what the channels of a layer answer to in a picture.</summary>
public static class LayerActivations
{
    /// <summary>The channels that answer most, the strongest first.</summary>
    /// <param name="encoder">The network.</param>
    /// <param name="picture">The picture, of any size that reaches the layer.</param>
    /// <param name="layer">The layer, such as <c>relu3_1</c>.</param>
    /// <param name="count">The most channels, 1 or more. Strength is the root of the mean square over positions.</param>
    /// <param name="runtime">How it is run; null: the defaults.</param>
    /// <exception cref="UnknownLayerException">There is no such layer.</exception>
    /// <exception cref="ShapeException">The picture is too small for the layer.</exception>
    public static IReadOnlyList<LayerActivation> Of(Encoder encoder, Image picture, string layer, int count, SessionOptions? runtime = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _ = encoder.Channels(layer);
        GraphBuilder graph = new("activations");
        Value output = encoder.Append(graph, graph.Input("picture", new Shape(1, 3, picture.Height, picture.Width)), [layer])[layer];
        graph.Output(output, "map");
        using Session session = Session.Create(graph.Build(), runtime);
        Tensor<float> map = new(output.Shape);
        session.BindInput("picture", picture.ToTensor());
        session.BindOutput("map", map);
        session.Run();
        int height = (int)map.Shape[2], width = (int)map.Shape[3];
        return [.. map.Span.ToArray().Chunk(height * width)
            .Select((plane, channel) => (Channel: channel, Plane: plane, Square: plane.Average(value => (double)value * value)))
            .OrderByDescending(one => one.Square).ThenBy(one => one.Channel)
            .Take(count)
            .Select(one => new LayerActivation(one.Channel, one.Plane.Average(value => (double)value), one.Plane.Max(), Grey(one.Plane, width, height)))];
    }

    private static Image Grey(float[] plane, int width, int height)
    {
        float low = plane.Min(), range = plane.Max() - low;
        float[] grey = Array.ConvertAll(plane, value => range > 0 ? (value - low) / range : 0.5f);
        return new Image(width, height, [.. grey, .. grey, .. grey]);
    }
}

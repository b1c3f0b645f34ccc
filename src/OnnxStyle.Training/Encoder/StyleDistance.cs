using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>How far pictures are from a style, in the eyes of a large network: by this encoders are compared, whichever of them made the pictures.</summary>
public static class StyleDistance
{
    /// <summary>The layers that are looked at, after their ReLU.</summary>
    public static IReadOnlyList<string> Layers { get; } = ["relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1"];

    /// <summary>||G - H||^2 / ||H||^2 in each of <see cref="Layers"/>, G = F F^T / (H W) being the picture's Gram matrix and H the style's.</summary>
    /// <param name="judge">The network, such as VGG-19.</param>
    /// <param name="picture">[1, 3, H, W], RGB in 0..1.</param>
    /// <param name="style">[1, 3, H', W'], RGB in 0..1.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static IReadOnlyList<double> Of(Encoder judge, Tensor<float> picture, Tensor<float> style, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(judge);
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(style);
        return [.. Grams(judge, picture, cancellationToken).Zip(Grams(judge, style, cancellationToken), Relative)];
    }

    private static double Relative(Tensor<float> found, Tensor<float> wanted)
    {
        double distance = 0, size = 0;
        for (int i = 0; i < found.Span.Length; i++)
        {
            double difference = (double)found.Span[i] - wanted.Span[i];
            distance += difference * difference;
            size += (double)wanted.Span[i] * wanted.Span[i];
        }

        return distance / Math.Max(size, double.Epsilon);
    }

    private static Tensor<float>[] Grams(Encoder judge, Tensor<float> picture, CancellationToken cancellationToken)
    {
        GraphBuilder graph = new("grams");
        IReadOnlyDictionary<string, Value> found = judge.Append(graph, graph.Input("image", picture.Shape), [.. Layers]);
        foreach (string layer in Layers)
        {
            Shape shape = found[layer].Shape;
            Value flat = graph.Reshape(found[layer], shape[1], shape[2] * shape[3]);
            graph.Output(graph.Mul(graph.Gemm(flat, flat, transB: true), graph.Scalar(1f / (shape[2] * shape[3]))), layer);
        }

        using Session session = Session.Create(graph.Build());
        session.BindInput("image", picture);
        Tensor<float>[] grams = [.. Layers.Select(layer => new Tensor<float>(new Shape(judge.Channels(layer), judge.Channels(layer))))];
        for (int i = 0; i < grams.Length; i++) session.BindOutput(Layers[i], grams[i]);
        session.Run(cancellationToken);
        return grams;
    }
}

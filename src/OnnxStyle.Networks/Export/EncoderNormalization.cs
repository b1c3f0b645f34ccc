using System.Globalization;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>
/// Scales every filter so that its mean activation over positions and pictures is 1, which does not change what the network computes
/// except for that scale (Gatys, Ecker, Bethge, "Texture Synthesis Using Convolutional Neural Networks", 2015, section 2).
/// </summary>
/// <remarks>
/// A ReLU and every pooling here commute with a positive factor, so a filter divided by its mean is made good by multiplying the next
/// layer's filters at that channel. Filters that hardly ever fire (mean below 1e-6 of the layer's) keep their size.
/// </remarks>
public static class EncoderNormalization
{
    /// <summary>The key of a weight file's metadata that says so.</summary>
    internal const string MetadataKey = "normalised";

    private const double DeadFraction = 1e-6;

    /// <summary>Measures the activations and scales the filters.</summary>
    /// <param name="encoder">The encoder; it is not changed.</param>
    /// <param name="pictures">[1, 3, H, W] RGB in 0..1, large enough for the last convolution, of any sizes; ImageNet's validation pictures in the paper.</param>
    /// <param name="options">The pooling under which the mean is 1; null for average.</param>
    /// <param name="byLayer">One factor for each layer instead of each filter: the mean over a layer becomes 1, and Gram matrices keep the weight that each channel has in them.</param>
    /// <param name="progress">How many pictures were measured.</param>
    /// <param name="cancellationToken">Stops between two pictures.</param>
    /// <returns>The scaled weights in float32, for <see cref="WeightFile.Save"/>.</returns>
    /// <exception cref="ArgumentException">There is no picture.</exception>
    /// <exception cref="ShapeException">A picture is not [1, 3, H, W] or too small.</exception>
    public static WeightSet Normalize(
        Encoder encoder, IReadOnlyList<Tensor<float>> pictures, NetworkOptions? options = null, bool byLayer = false, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(pictures);
        if (pictures.Count == 0) throw new ArgumentException("The mean over no picture is not known: give at least one.", nameof(pictures));
        VggLayer[] convolutions = [.. encoder.Card.Architecture.Convolutions().Select(c => c.Layer)];
        double[][] sums = [.. convolutions.Select(layer => new double[layer.Channels])];
        double[] positions = new double[convolutions.Length];
        int measured = 0;
        foreach (IGrouping<Shape, Tensor<float>> group in pictures.GroupBy(picture => picture.Shape))
            Measure(encoder, group, convolutions, options, sums, positions, () => progress?.Report(++measured), cancellationToken);
        WeightSet result = Scaled(encoder, convolutions, [.. sums.Select((sum, i) => Means(sum, positions[i], byLayer))]);
        foreach ((string key, string value) in encoder.Card.Metadata) result.Metadata[key] = value;
        result.Metadata[MetadataKey] = string.Create(CultureInfo.InvariantCulture, $"mean activation 1{(byLayer ? " of each layer" : "")} over {pictures.Count} pictures, {(options ?? new NetworkOptions()).Pooling} pooling");
        encoder.Card.Preprocessing.ToMetadata(result.Metadata);
        return result;
    }

    private static void Measure(
        Encoder encoder,
        IGrouping<Shape, Tensor<float>> pictures,
        VggLayer[] convolutions,
        NetworkOptions? options,
        double[][] sums,
        double[] positions,
        Action done,
        CancellationToken cancellationToken)
    {
        Shape shape = pictures.Key;
        GraphBuilder graph = new("means");
        string[] relus = [.. convolutions.Select(layer => $"relu{layer.Block}_{layer.Index}")];
        IReadOnlyDictionary<string, Value> layers = encoder.Append(graph, graph.Input("image", shape), relus, options);
        foreach (string relu in relus) graph.Output(graph.ReduceMean(layers[relu], [0, 2, 3], keepDims: false), $"mean_{relu}");
        using Session session = Session.Create(graph.Build());
        Tensor<float> image = new(shape);
        Tensor<float>[] means = [.. convolutions.Select(layer => new Tensor<float>(new Shape(layer.Channels)))];
        session.BindInput("image", image);
        for (int i = 0; i < means.Length; i++) session.BindOutput($"mean_{relus[i]}", means[i]);
        foreach (Tensor<float> picture in pictures)
        {
            picture.Span.CopyTo(image.Span);
            session.Run(cancellationToken);
            for (int i = 0; i < means.Length; i++)
            {
                (int height, int width) = encoder.SizeAt(relus[i], checked((int)shape[2]), checked((int)shape[3]));
                double count = (double)height * width;
                positions[i] += count;
                for (int k = 0; k < sums[i].Length; k++) sums[i][k] += count * means[i].Span[k];
            }

            done();
        }
    }

    private static float[] Means(double[] sums, double positions, bool byLayer)
    {
        if (byLayer) return [.. Enumerable.Repeat(sums.Sum() > 0 ? (float)(sums.Average() / positions) : 1f, sums.Length)];
        double floor = DeadFraction * sums.Average();
        return [.. sums.Select(sum => sum > floor ? (float)(sum / positions) : 1f)];
    }

    private static WeightSet Scaled(Encoder encoder, VggLayer[] convolutions, float[][] means)
    {
        WeightSet result = new();
        float[] before = [1, 1, 1];
        for (int i = 0; i < convolutions.Length; i++)
        {
            VggLayer layer = convolutions[i];
            bool isFirst = true; // of the thinner convolutions that a layer may consist of: the channels that come in are its columns
            foreach ((string kind, Shape shape) in VggArchitecture.Parameters(layer, before.Length))
            {
                Tensor<float> from = encoder.Parameter(layer.Name, kind), to = new(shape);
                int outputs = (int)shape[0], inputs = shape.Rank == 4 ? (int)shape[1] : 1, area = from.Span.Length / (outputs * inputs);
                bool isLast = kind is "weight" or "bias";
                for (int at = 0; at < from.Span.Length; at++)
                {
                    float factor = isFirst ? before[at / area % inputs] : 1;
                    to.Span[at] = isLast ? from.Span[at] * factor / means[i][at / (area * inputs)] : from.Span[at] * factor;
                }

                result.Add($"{layer.Name}.{kind}", to);
                isFirst = false;
            }

            before = means[i];
        }

        return result;
    }
}

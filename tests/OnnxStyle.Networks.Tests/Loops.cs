using OnnxStyle.Tensors;

namespace OnnxStyle.Networks.Tests;

/// <summary>A VGG network in double precision as its definition says it, in plain loops: the oracle of the graph.</summary>
internal static class Loops
{
    /// <summary>The outputs of all layers up to one.</summary>
    public static Dictionary<string, double[]> Run(Encoder encoder, Tensor<float> image, string deepest, NetworkOptions options)
    {
        int h = (int)image.Shape[2], w = (int)image.Shape[3], channels = 3;
        double[] x = new double[3 * h * w];
        Preprocessing preprocessing = encoder.Card.Preprocessing;
        for (int i = 0; i < x.Length; i++) x[i] = ((255.0 * image.Span[i]) - preprocessing.Mean[i / (h * w)]) * preprocessing.Scale;
        Dictionary<string, double[]> found = [];
        foreach (VggLayer layer in encoder.Card.Architecture.Layers)
        {
            if (layer.Kind == VggLayerKind.Convolution)
            {
                bool replicate = channels == 3 && layer.Name == "conv1_1" && options.FirstPadding == FirstPadding.Replicate;
                foreach ((string kind, Shape shape) in VggArchitecture.Parameters(layer, channels).Where(p => p.Shape.Rank == 4))
                {
                    float[] bias = kind == "weight" ? encoder.Bias(layer.Name).Span.ToArray() : new float[shape[0]];
                    x = Convolve(x, (int)shape[1], h, w, encoder.Parameter(layer.Name, kind).Span, bias, (int)shape[2], replicate);
                }
            }
            else if (layer.Kind == VggLayerKind.Relu)
            {
                x = [.. x.Select(value => Math.Max(value, 0))];
            }
            else
            {
                x = Pool(x, channels, h, w, options);
                (h, w) = (h / 2, w / 2);
            }

            channels = layer.Channels;
            found.Add(layer.Name, x);
            if (layer.Name == deepest) return found;
        }

        return found;
    }

    private static double[] Convolve(double[] x, int inputs, int h, int w, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int side, bool replicate)
    {
        double[] y = new double[bias.Length * h * w];
        for (int k = 0; k < bias.Length; k++)
        {
            for (int row = 0; row < h; row++)
            {
                for (int column = 0; column < w; column++)
                {
                    double sum = bias[k];
                    for (int c = 0; c < inputs; c++)
                    {
                        for (int i = 0; i < side * side; i++)
                        {
                            int r = row + (i / side) - (side / 2), s = column + (i % side) - (side / 2);
                            if (replicate) (r, s) = (Math.Clamp(r, 0, h - 1), Math.Clamp(s, 0, w - 1));
                            if (r >= 0 && r < h && s >= 0 && s < w) sum += x[(((c * h) + r) * w) + s] * weight[(((k * inputs) + c) * side * side) + i];
                        }
                    }

                    y[(((k * h) + row) * w) + column] = sum;
                }
            }
        }

        return y;
    }

    private static double[] Pool(double[] x, int channels, int h, int w, NetworkOptions options)
    {
        double[] y = new double[channels * (h / 2) * (w / 2)];
        int at = 0;
        for (int c = 0; c < channels; c++)
        {
            for (int row = 0; row < h / 2; row++)
            {
                for (int column = 0; column < w / 2; column++, at++)
                {
                    int start = (((c * h) + (2 * row)) * w) + (2 * column);
                    double[] window = [x[start], x[start + 1], x[start + w], x[start + w + 1]];
                    y[at] = options.PoolRescale * options.Pooling switch
                    {
                        Pooling.Max => window.Max(),
                        Pooling.L2 => Math.Sqrt(window.Sum(value => value * value) + 1e-8),
                        _ => window.Average(),
                    };
                }
            }
        }

        return y;
    }
}

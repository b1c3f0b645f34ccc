using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>Values of weights before the first step, from a seed.</summary>
public static class Initialization
{
    /// <summary>Normal with deviation √(2 / fan-in), for layers before a ReLU (He, Zhang, Ren and Sun 2015, equation 10).</summary>
    /// <param name="shape"><c>[out, in, ...]</c>; the fan-in is everything but out.</param>
    /// <param name="random">Where the numbers come from; it is left behind them.</param>
    public static Tensor<float> He(Shape shape, ref RandomStream random)
    {
        Tensor<float> weight = Filter(shape);
        double deviation = Math.Sqrt(2.0 * shape[0] / shape.ElementCount);
        foreach (ref float value in weight.Span) value = (float)(deviation * random.NextNormal());
        return weight;
    }

    /// <summary>Uniform within ±√(6 / (fan-in + fan-out)), for layers before a sigmoid or none (Glorot and Bengio 2010, equation 16).</summary>
    /// <param name="shape"><c>[out, in, ...]</c>.</param>
    /// <param name="random">Where the numbers come from; it is left behind them.</param>
    public static Tensor<float> Glorot(Shape shape, ref RandomStream random)
    {
        Tensor<float> weight = Filter(shape);
        double kernel = (double)shape.ElementCount / (shape[0] * shape[1]), bound = Math.Sqrt(6 / ((shape[0] + shape[1]) * kernel));
        foreach (ref float value in weight.Span) value = (float)(bound * ((2 * random.NextDouble()) - 1));
        return weight;
    }

    private static Tensor<float> Filter(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape.Rank >= 2 ? new Tensor<float>(shape) : throw new ShapeException("Weights", "[out, in, ...]", $"{shape}");
    }
}

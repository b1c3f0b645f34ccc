using OnnxStyle.Onnx;

namespace OnnxStyle.Transfer;

/// <summary>
/// Moment matching (Kolkin et al. 2019, equation 7): mean |μx - μy| over channels + mean |Σx - Σy| over pairs of channels. Covariances are divided by the
/// number of samples, as in the authors' code (futscdav/strotss divides by one less).
/// </summary>
internal static class SampleMomentLoss
{
    /// <summary>Appends the loss of samples <c>[P, K]</c> and <c>[Q, K]</c>.</summary>
    public static Value Build(GraphBuilder graph, Value x, Value y)
    {
        (Value meanX, Value covarianceX) = Moments(graph, x);
        (Value meanY, Value covarianceY) = Moments(graph, y);
        return graph.Add(
            graph.ReduceMean(graph.Abs(graph.Sub(meanX, meanY)), keepDims: false),
            graph.ReduceMean(graph.ReduceMean(graph.Abs(graph.Sub(covarianceX, covarianceY)), [1], keepDims: false), keepDims: false)); // millions of entries: row by row, so that float32 keeps its digits
    }

    private static (Value Mean, Value Covariance) Moments(GraphBuilder graph, Value rows)
    {
        Value mean = graph.ReduceMean(rows, [0], keepDims: true), centred = graph.Sub(rows, mean);
        Value products = graph.MatMul(graph.Transpose(centred, [1, 0]), centred);
        return (mean, graph.Mul(products, graph.Scalar(1f / rows.Shape[0])));
    }
}

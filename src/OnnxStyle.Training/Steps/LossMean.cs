using OnnxStyle.Onnx;

namespace OnnxStyle.Training;

/// <summary>The mean of maps for a loss, in two stages: ONNX Runtime sums all of a ReduceMean one after the other, and after millions float32 has lost digits.</summary>
internal static class LossMean
{
    /// <summary>The mean, a scalar, of maps <c>[N, C, H, W]</c>: of each map first, then of these.</summary>
    public static Value Of(GraphBuilder graph, Value maps) => graph.ReduceMean(graph.ReduceMean(maps, [2, 3], keepDims: false), keepDims: false);
}

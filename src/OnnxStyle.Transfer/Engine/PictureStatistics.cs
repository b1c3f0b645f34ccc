using OnnxStyle.Imaging;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>Computes, in one run of one graph, what several losses want to know of one picture.</summary>
internal static class PictureStatistics
{
    /// <summary>The statistics of each term, in order.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, Tensor<float>>> Of(
        PaintEngine engine, Image picture, IReadOnlyList<(LossTerm Term, IReadOnlyDictionary<string, Tensor<float>>? Guides)> terms, CancellationToken cancellationToken)
    {
        Dictionary<string, Tensor<float>>[] results = [.. terms.Select(_ => new Dictionary<string, Tensor<float>>())];
        GraphBuilder graph = new("statistics");
        Value image = graph.Input("image", new Shape(1, 3, picture.Height, picture.Width));
        string[] layers = [.. terms.SelectMany(term => term.Term.Layers).Select(layer => layer.Layer).Distinct()];
        IReadOnlyDictionary<string, Value> features = engine.Features(graph, image, layers);
        Dictionary<string, Tensor<float>> outputs = [];
        for (int i = 0; i < terms.Count; i++)
        {
            foreach ((string name, Value value) in terms[i].Term.Statistics(new StatisticsContext(graph, features, terms[i].Guides)))
            {
                string output = $"{i}/{name}";
                graph.Output(value, output);
                results[i][name] = outputs[output] = new Tensor<float>(value.Shape);
            }
        }

        if (outputs.Count == 0) return results;
        using Session session = engine.CreateSession(graph.Build());
        session.BindInput("image", picture.ToTensor());
        foreach ((string name, Tensor<float> tensor) in outputs) session.BindOutput(name, tensor);
        session.Run(cancellationToken);
        return results;
    }

    /// <summary>The weighted average of the statistics of several pictures, in double.</summary>
    public static IReadOnlyDictionary<string, Tensor<float>> Average(IReadOnlyList<IReadOnlyDictionary<string, Tensor<float>>> pictures, IReadOnlyList<double> weights)
    {
        if (pictures.Count == 1) return pictures[0];
        double total = weights.Sum();
        Dictionary<string, Tensor<float>> result = [];
        foreach ((string name, Tensor<float> first) in pictures[0])
        {
            double[] sum = new double[first.Shape.ElementCount];
            for (int k = 0; k < pictures.Count; k++)
            {
                ReadOnlySpan<float> values = pictures[k][name].Span;
                for (int i = 0; i < sum.Length; i++) sum[i] += weights[k] / total * values[i];
            }

            result[name] = new Tensor<float>(first.Shape, Array.ConvertAll(sum, value => (float)value));
        }

        return result;
    }
}

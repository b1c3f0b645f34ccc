using OnnxStyle.Autograd;
using OnnxStyle.Imaging;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>Finds the places of a picture that speak for a class, by the gradient of the class's logit times the activation.</summary>
/// <remarks>
/// For a linear head on means this is the class activation map (Zhou et al., CVPR 2016, equation 2), less a constant; in general it is HiResCAM (Draelos and Carin
/// 2020), which multiplies before it sums over channels, where Grad-CAM (Selvaraju et al., ICCV 2017) takes the mean of the gradient first and is blind to
/// deviations: the mean gradient of a deviation is 0. Mean, deviation and root of a Gram entry grow in proportion with the activations, so by Euler's theorem the
/// sum over positions is exactly what the feature adds to the logit. Each layer is looked at alone: what deeper layers make of it is theirs.
/// </remarks>
public sealed class EvidenceGraph : IDisposable
{
    private readonly ClassifierModel model;
    private readonly Session network;
    private readonly Session head;
    private readonly Tensor<float> picture;
    private readonly Tensor<float> chosen;
    private readonly Tensor<float> probabilities;
    private readonly Tensor<float> logits;
    private readonly Tensor<float>[] maps;
    private readonly Tensor<float>[] mapGradients;
    private readonly Tensor<float>[] blockGradients;

    /// <summary>Opens a classifier.</summary>
    /// <param name="model">The classifier.</param>
    /// <param name="runtime">How it is run; null: the defaults.</param>
    /// <exception cref="OptionsException">The classifier sees a histogram, which has no places.</exception>
    public EvidenceGraph(ClassifierModel model, SessionOptions? runtime = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Encoder is null) throw new OptionsException(nameof(EvidenceGraph), ["the classifier sees only the histogram of colours, which has no places: make one with --features moments"]);
        this.model = model;
        GraphBuilder graph = new("maps");
        picture = new Tensor<float>(new Shape(1, 3, model.Features.Side, model.Features.Side));
        IReadOnlyList<Value> found = FeatureGraph.Maps(graph, graph.Input("picture", picture.Shape), model.Features, model.Encoder);
        maps = [.. found.Select(map => new Tensor<float>(map.Shape))];
        for (int i = 0; i < maps.Length; i++) graph.Output(found[i], $"map{i}");
        network = Session.Create(graph.Build(), runtime);
        network.BindInput("picture", picture);
        for (int i = 0; i < maps.Length; i++) network.BindOutput($"map{i}", maps[i]);

        GraphBuilder second = new("evidence");
        Value[] inputs = [.. maps.Select((map, i) => second.Input($"map{i}", map.Shape))];
        Value which = second.Input("class", new Shape(1, model.Labels.Count));
        IReadOnlyList<Value> blocks = FeatureGraph.Blocks(second, model.Features.Kind, inputs);
        Value all = model.Head.Append(second, blocks), score = second.ReduceSum(second.Mul(all, which), keepDims: false);
        IReadOnlyList<Value> gradients = Gradient.Append(second, score, [.. inputs, .. blocks]);
        second.Output(second.Softmax(all), "probabilities");
        second.Output(all, "logits");
        for (int i = 0; i < gradients.Count; i++) second.Output(gradients[i], $"gradient{i}");
        head = Session.Create(second.Build(), runtime);
        chosen = new Tensor<float>(which.Shape);
        probabilities = new Tensor<float>(which.Shape);
        logits = new Tensor<float>(which.Shape);
        mapGradients = [.. inputs.Select(input => new Tensor<float>(input.Shape))];
        blockGradients = [.. blocks.Select(block => new Tensor<float>(block.Shape))];
        for (int i = 0; i < maps.Length; i++) head.BindInput($"map{i}", maps[i]);
        head.BindInput("class", chosen);
        head.BindOutput("probabilities", probabilities);
        head.BindOutput("logits", logits);
        Tensor<float>[] outputs = [.. mapGradients, .. blockGradients];
        for (int i = 0; i < outputs.Length; i++) head.BindOutput($"gradient{i}", outputs[i]);
    }

    /// <summary>The evidence for classes in a picture.</summary>
    /// <param name="square">As <see cref="ClassifierModel.Square(string)"/> gives it.</param>
    /// <param name="labels">The classes; none: the most probable three.</param>
    /// <exception cref="OptionsException">There is no such class.</exception>
    public IReadOnlyList<ClassEvidence> Of(Image square, params IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(square);
        ArgumentNullException.ThrowIfNull(labels);
        OptionsException.ThrowIfAny(nameof(EvidenceGraph), [.. labels.Where(label => !model.Labels.Contains(label)).Select(label => $"--class {label}: the classifier knows {string.Join(", ", model.Labels)}")]);
        square.Planar.CopyTo(picture.Span);
        network.Run();
        if (labels.Count == 0)
        {
            head.Run();
            float[] found = probabilities.Span.ToArray();
            labels = [.. model.Labels.Select((label, k) => (label, found[k])).OrderByDescending(one => one.Item2).Take(3).Select(one => one.label)];
        }

        return [.. labels.Select(Of)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        network.Dispose();
        head.Dispose();
    }

    // Against the mean of all classes: what speaks for every class alike changes no probability.
    private ClassEvidence Of(string label)
    {
        int count = model.Labels.Count, own = model.Labels.ToList().IndexOf(label);
        for (int k = 0; k < count; k++) chosen.Span[k] = (k == own ? 1f : 0f) - (1f / count);
        head.Run();
        double logit = logits.Span[own] - logits.Span.ToArray().Average(value => (double)value);
        int perLayer = blockGradients.Length / maps.Length, at = 0;
        List<LayerEvidence> layers = [];
        for (int layer = 0; layer < maps.Length; layer++)
        {
            // What the average picture of the training has of these features belongs to no place: it is taken away from all alike.
            double average = 0;
            for (int block = 0; block < perLayer; block++)
            {
                foreach (float gradient in blockGradients[(layer * perLayer) + block].Span) average += gradient * model.Head.Standardisation.Mean[at++];
            }

            layers.Add(Place(layer, average));
        }

        double placed = layers.Sum(layer => layer.Evidence.Sum(value => (double)value));
        return new ClassEvidence(label, probabilities.Span[own], logit, logit - placed, layers);
    }

    private LayerEvidence Place(int layer, double average)
    {
        Tensor<float> map = maps[layer], gradient = mapGradients[layer];
        int height = (int)map.Shape[2], width = (int)map.Shape[3], positions = height * width;
        float[] evidence = new float[positions];
        for (int i = 0; i < map.Span.Length; i++) evidence[i % positions] += map.Span[i] * gradient.Span[i];
        for (int i = 0; i < positions; i++) evidence[i] -= (float)(average / positions);
        return new LayerEvidence(model.Features.Layers[layer], height, width, evidence);
    }
}

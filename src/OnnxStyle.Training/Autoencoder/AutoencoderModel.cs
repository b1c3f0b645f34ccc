using System.Globalization;
using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>A trained autoencoder: codes and restored pictures of samples, and its half that turns pictures into codes as a file.</summary>
public sealed class AutoencoderModel : IDisposable
{
    private readonly AutoencoderTask task;
    private readonly float[] parameters;
    private readonly Session session;
    private readonly Tensor<float> picture;
    private readonly Tensor<float> code;
    private readonly Tensor<float> restored;

    /// <summary>Makes the network with its weights as constants.</summary>
    /// <param name="task">The network.</param>
    /// <param name="parameters">The trained parameters, a vector as in <see cref="ParameterSet"/>.</param>
    /// <param name="options">How to run it; null: the defaults.</param>
    public AutoencoderModel(AutoencoderTask task, float[] parameters, SessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        this.task = task;
        this.parameters = parameters;
        int side = task.Options.Side;
        GraphBuilder graph = new("autoencoder");
        Value input = graph.Input(AutoencoderTask.Picture, new Shape(1, 3, side, side));
        (Value codes, Value pictures) = task.Append(graph, task.Parameters.Constants(graph, parameters), input);
        graph.Output(codes, "embedding");
        graph.Output(pictures, "restored");
        session = Session.Create(graph.Build(), options);
        picture = new Tensor<float>(input.Shape);
        code = new Tensor<float>(codes.Shape);
        restored = new Tensor<float>(pictures.Shape);
        session.BindInput(AutoencoderTask.Picture, picture);
        session.BindOutput("embedding", code);
        session.BindOutput("restored", restored);
    }

    /// <summary>The input of <see cref="Run"/>, <c>[1, 3, Side, Side]</c>, RGB in 0..1. Fill it before.</summary>
    public Tensor<float> Picture => picture;

    /// <summary>The code of the last run, <c>[1, Code]</c>, as the network has it.</summary>
    public ReadOnlySpan<float> Code => code.Span;

    /// <summary>The restored picture of the last run, <c>[1, 3, Side, Side]</c>.</summary>
    public Tensor<float> Restored => restored;

    /// <summary>Runs the network over <see cref="Picture"/>.</summary>
    public void Run(CancellationToken cancellationToken = default) => session.Run(cancellationToken);

    /// <summary>
    /// The half that makes codes, as a model for any host: input <c>picture</c> <c>[1, 3, Side, Side]</c>, RGB in 0..1, sRGB-encoded; output <c>embedding</c> <c>[1, Code]</c>.
    /// Every number of the code is centred and scaled to deviation 1 over the given codes: cosines of raw codes are all alike.
    /// </summary>
    /// <param name="codes">Codes of the training samples, two or more.</param>
    public Graph Embedding(IReadOnlyList<float[]> codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        ArgumentOutOfRangeException.ThrowIfLessThan(codes.Count, 2);
        WeightSet weights = task.Parameters.Weights(parameters);
        Span<float> weight = ((Tensor<float>)weights["code.weight"]).Span, bias = ((Tensor<float>)weights["code.bias"]).Span;
        int inputs = weight.Length / bias.Length;
        for (int i = 0; i < bias.Length; i++)
        {
            double mean = codes.Average(c => (double)c[i]), deviation = Math.Sqrt(codes.Average(c => (c[i] - mean) * (c[i] - mean)));
            float scale = (float)(1 / Math.Max(deviation, 1e-6));
            foreach (ref float value in weight.Slice(i * inputs, inputs)) value *= scale;
            bias[i] = (float)(bias[i] - mean) * scale;
        }

        int side = task.Options.Side;
        GraphBuilder graph = new("autoencoder_embedding");
        Value input = graph.Input(AutoencoderTask.Picture, new Shape(1, 3, side, side));
        Dictionary<string, Value> constants = weights.Names.ToDictionary(name => name, name => graph.Constant(weights[name], name), StringComparer.Ordinal);
        graph.Output(task.Append(graph, constants, input).Code, "embedding");
        Graph model = graph.Build();
        IDictionary<string, string> facts = model.Metadata;
        facts["onnxstyle.kind"] = "picture embedding";
        facts["onnxstyle.input"] = string.Create(CultureInfo.InvariantCulture, $"picture [1, 3, {side}, {side}]: RGB in 0..1, sRGB-encoded, the largest square in the middle of a picture");
        facts["onnxstyle.output"] = string.Create(CultureInfo.InvariantCulture, $"embedding [1, {task.Options.Code}]: each number has mean 0 and deviation 1 over the training pictures; compare by cosine");
        foreach ((string name, string value) in task.Settings) facts[$"onnxstyle.{name.Replace(' ', '_')}"] = value;
        return model;
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}

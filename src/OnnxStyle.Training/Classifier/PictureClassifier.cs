using OnnxStyle.Imaging;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>A classifier at work. It serves one caller at a time.</summary>
public sealed class PictureClassifier : IDisposable
{
    private readonly ClassifierModel model;
    private readonly Session session;
    private readonly Tensor<float> picture;
    private readonly Tensor<float> probabilities;

    internal PictureClassifier(ClassifierModel model, SessionOptions? runtime)
    {
        this.model = model;
        session = Session.Create(model.ToGraph(), runtime);
        picture = new Tensor<float>(new Shape(1, 3, model.Features.Side, model.Features.Side));
        probabilities = new Tensor<float>(new Shape(1, model.Labels.Count));
        session.BindInput(ClassifierFile.InputName, picture);
        session.BindOutput(ClassifierFile.OutputName, probabilities);
    }

    /// <summary>The classes of a picture, the most probable first.</summary>
    /// <param name="square">As <see cref="ClassifierModel.Square(string)"/> gives it.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ShapeException">The picture has another size.</exception>
    public IReadOnlyList<ClassProbability> Classify(Image square, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(square);
        int side = model.Features.Side;
        if (square.Width != side || square.Height != side) throw new ShapeException("Classifier", $"a picture of {side} x {side} pixels", $"{square.Width} x {square.Height}");
        square.Planar.CopyTo(picture.Span);
        session.Run(cancellationToken);
        float[] found = probabilities.Span.ToArray();
        return [.. model.Labels.Select((label, i) => new ClassProbability(label, found[i])).OrderByDescending(one => one.Probability).ThenBy(one => one.Label, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}

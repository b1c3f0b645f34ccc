using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>A classifier of pictures: an encoder, features of its layers, and a head. As a file it is one ONNX model that any host runs.</summary>
public sealed class ClassifierModel
{
    internal ClassifierModel(FeatureOptions features, Encoder? encoder, IReadOnlyList<string> labels, FittedHead head) =>
        (Features, Encoder, Labels, Head) = (features, encoder, labels, head);

    /// <summary>What the head sees.</summary>
    public FeatureOptions Features { get; }

    /// <summary>The encoder; null for histograms of colours.</summary>
    public Encoder? Encoder { get; }

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Free texts for the metadata of the file, such as what it was trained on.</summary>
    public IDictionary<string, string> Notes { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    internal FittedHead Head { get; }

    /// <summary>Opens a file that <see cref="Save"/> wrote.</summary>
    /// <exception cref="ClassifierFileException">It is missing, no ONNX model, or no classifier of this program.</exception>
    public static ClassifierModel Load(string path) => ClassifierFile.Read(path);

    /// <summary>
    /// The whole as a graph: <c>picture</c> [N, 3, S, S], RGB in 0..1, to <c>probabilities</c> [N, classes], N free. The metadata hold the labels and how a picture
    /// becomes square.
    /// </summary>
    public Graph ToGraph() => ClassifierFile.Write(this);

    /// <summary>Writes the model, whole or not at all.</summary>
    /// <exception cref="FileWriteException">It cannot be written.</exception>
    public void Save(string path) => OnnxWriter.Save(ToGraph(), path);

    /// <summary>Opens the classifier for use.</summary>
    /// <param name="runtime">How it is run; null: the defaults.</param>
    public PictureClassifier Open(SessionOptions? runtime = null) => new(this, runtime);

    /// <summary>A picture as this classifier sees it.</summary>
    public Image Square(Image picture) => PictureInput.Square(picture, Features);

    /// <summary>A picture from a file as this classifier sees it.</summary>
    /// <exception cref="ImageFormatException">It is missing or damaged.</exception>
    public Image Square(string path) => PictureInput.Load(path, Features);
}

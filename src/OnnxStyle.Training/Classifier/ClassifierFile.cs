using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>A classifier as an ONNX model, and back: everything that it is made of stands in the file under a name, so that it can be taken apart and put together in other graphs.</summary>
internal static class ClassifierFile
{
    public const string InputName = "picture";
    public const string OutputName = "probabilities";
    public const string MeanName = "features.mean";
    public const string ScaleName = "features.scale";
    public const string HeadPrefix = "head.";
    private const string Key = "onnxstyle.classifier";
    private const string Version = "1";

    public static Graph Write(ClassifierModel model)
    {
        FeatureOptions features = model.Features;
        GraphBuilder graph = new("classifier");
        Value picture = graph.Input(InputName, new Shape(1, 3, features.Side, features.Side));
        Value logits = model.Head.Append(graph, FeatureGraph.Blocks(graph, features.Kind, FeatureGraph.Maps(graph, picture, features, model.Encoder)));
        graph.Output(graph.Softmax(logits), OutputName);
        Graph built = graph.Build();
        built.FreeExtents[InputName] = ["N", "3", $"{features.Side}", $"{features.Side}"];
        built.FreeExtents[OutputName] = ["N", $"{model.Labels.Count}"];
        foreach ((string key, string value) in model.Notes) built.Metadata[key] = value;
        built.Metadata[Key] = Version;
        built.Metadata["labels"] = Labels(model.Labels);
        built.Metadata["input"] = "RGB, 0..1, sRGB-encoded";
        built.Metadata["side"] = Text(features.Side);
        built.Metadata["fit"] = features.Fit.ToString();
        built.Metadata["trim_black_borders"] = features.TrimBorders ? "true" : "false";
        built.Metadata["features"] = features.Kind.ToString();
        built.Metadata["head"] = model.Head.Shape.Kind.ToString();
        built.Metadata["hidden"] = Text(model.Head.Shape.Hidden);
        if (model.Encoder is not Encoder encoder) return built;
        built.Metadata["layers"] = string.Join(',', features.Layers);
        built.Metadata["encoder"] = encoder.Name;
        encoder.Card.Preprocessing.ToMetadata(built.Metadata);
        if (encoder.Card.Licence.Length > 0) built.Metadata["encoder_licence"] = encoder.Card.Licence;
        if (encoder.Card.Origin.Length > 0) built.Metadata["encoder_origin"] = encoder.Card.Origin;
        return built;
    }

    public static ClassifierModel Read(string path)
    {
        if (!File.Exists(path)) throw new ClassifierFileException(path, Directory.Exists(path) ? "is a folder; name an .onnx file" : "is not there; check the path of the classifier");
        Graph graph;
        try
        {
            graph = OnnxReader.Read(path);
        }
        catch (OnnxFormatException error)
        {
            throw new ClassifierFileException(path, $"cannot be read as an ONNX model ({error.Message.ReplaceLineEndings(" ").TrimEnd('.')}); name a file that `onnxstyle train classifier` wrote", error);
        }

        if (!graph.Metadata.TryGetValue(Key, out string? version)) throw new ClassifierFileException(path, "is an ONNX model, but no classifier of this program; name a file that `onnxstyle train classifier` wrote");
        if (version != Version) throw new ClassifierFileException(path, $"is a classifier of version {version}, and this program reads version {Version}; make it again");
        return new Reader(path, graph).Model();
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Labels(IReadOnlyList<string> labels)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartArray();
            foreach (string label in labels) json.WriteStringValue(label);
            json.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private sealed class Reader(string path, Graph graph)
    {
        public ClassifierModel Model()
        {
            FeatureOptions features = new()
            {
                Kind = Word<FeatureKind>("features"),
                Side = Whole("side"),
                Fit = Word<PictureFit>("fit"),
                TrimBorders = Metadata("trim_black_borders") == "true",
                Encoder = graph.Metadata.TryGetValue("encoder", out string? name) ? name : "none",
                Layers = graph.Metadata.TryGetValue("layers", out string? layers) ? layers.Split(',') : [],
            };
            List<string> problems = [];
            features.Check(problems);
            if (problems.Count > 0) throw Damaged(problems[0]);
            string[] labels = ReadLabels();
            Encoder? encoder = features.Kind == FeatureKind.Histogram ? null : ReadEncoder(features.Encoder);
            Tensor<float> mean = Constant(MeanName), scale = Constant(ScaleName);
            int inputs = mean.Span.Length;
            if (scale.Span.Length != inputs) throw Damaged($"{MeanName} has {inputs} numbers and {ScaleName} {scale.Span.Length}");
            HeadShape shape = new(Word<HeadKind>("head"), inputs, Whole("hidden"), labels.Length);
            List<float> parameters = [];
            foreach ((string parameter, Shape extents) in shape.Parameters)
            {
                Tensor<float> tensor = Constant(HeadPrefix + parameter);
                if (!tensor.Shape.Equals(extents)) throw Damaged($"{HeadPrefix}{parameter} is {tensor.Shape}, where {extents} fits its labels and features");
                parameters.AddRange(tensor.Span);
            }

            ClassifierModel model = new(features, encoder, labels, new FittedHead(shape, new Standardisation(mean.Span.ToArray(), scale.Span.ToArray()), parameters.ToArray()));
            foreach ((string key, string value) in graph.Metadata) model.Notes[key] = value;
            try
            {
                _ = model.ToGraph(); // does all of it fit together?
            }
            catch (OnnxStyleException error)
            {
                throw Damaged(error.Message.TrimEnd('.'), error);
            }

            return model;
        }

        private Encoder ReadEncoder(string name)
        {
            WeightSet weights = new();
            foreach ((string key, string value) in graph.Metadata) weights.Metadata[key] = value;
            foreach (Value value in graph.Initializers)
            {
                string parameter = value.Name[(value.Name.LastIndexOf('/') + 1)..];
                if (value.Name.StartsWith($"{name}/conv", StringComparison.Ordinal) && value.Constant is Tensor<float> tensor) weights.Add(parameter, tensor);
            }

            try
            {
                return Encoder.FromWeights(weights, name);
            }
            catch (WeightFormatException error)
            {
                throw Damaged(error.Message.TrimEnd('.'), error);
            }
        }

        private string[] ReadLabels()
        {
            try
            {
                using JsonDocument json = JsonDocument.Parse(Metadata("labels"));
                string[] labels = [.. json.RootElement.EnumerateArray().Select(label => label.GetString() ?? "")];
                return labels.Length >= 2 ? labels : throw Damaged("it has fewer than two labels");
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException)
            {
                throw Damaged("its labels are no list of texts", error);
            }
        }

        private string Metadata(string key) => graph.Metadata.TryGetValue(key, out string? value) ? value : throw Damaged($"its metadata has no '{key}'");

        private int Whole(string key) =>
            int.TryParse(Metadata(key), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : throw Damaged($"its metadata has {key} '{Metadata(key)}', where a whole number belongs");

        private T Word<T>(string key)
            where T : struct, Enum => Enum.TryParse(Metadata(key), out T value) && Enum.IsDefined(value) ? value : throw Damaged($"its metadata has {key} '{Metadata(key)}', where {string.Join(", ", Enum.GetNames<T>())} are possible");

        private Tensor<float> Constant(string name) => graph.TryFind(name, out Value? value) && value.Constant is Tensor<float> tensor ? tensor : throw Damaged($"it has no tensor '{name}'");

        private ClassifierFileException Damaged(string reason, Exception? cause = null) => new(path, $"is a damaged classifier: {reason}; make it again", cause);
    }
}

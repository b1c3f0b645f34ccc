using System.Reflection;
using System.Runtime.InteropServices;
using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>Finds the weight file of an encoder and checks it before anything is built from it.</summary>
internal static class EncoderFile
{
    public const string EmbeddedName = "encoder";
    private const string Extension = ".safetensors";

    public static Encoder Embedded()
    {
        const string Resource = EmbeddedName + Extension;
        using Stream? stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource);
        if (stream is null) throw new ModelMissingException(EmbeddedName, "the program", "This build carries no encoder: build it with onnx/encoder.safetensors in place.");
        return FromWeights(Safetensors.Read(stream, Resource), EmbeddedName, "inside the program");
    }

    public static Encoder Open(string nameOrPath, string folder)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        if (nameOrPath == EmbeddedName) return Encoder.Embedded();
        bool isPath = nameOrPath.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) || Path.GetFileName(nameOrPath) != nameOrPath;
        string path = isPath ? nameOrPath : Path.Combine(folder, nameOrPath + Extension);
        if (!isPath && !File.Exists(path)) throw Missing(nameOrPath, folder);
        return FromWeights(WeightFile.Read(path), Path.GetFileNameWithoutExtension(path), path);
    }

    public static Encoder FromWeights(WeightSet weights, string name, string file)
    {
        VggArchitecture architecture = VggArchitecture.FromWeights(weights.Shapes(), file);
        Preprocessing preprocessing = Preprocessing.FromMetadata(weights.Metadata.AsReadOnly(), file);
        Dictionary<string, Tensor> used = new(StringComparer.Ordinal);
        foreach ((VggLayer layer, int inputs) in architecture.Convolutions())
        {
            string bias = $"{layer.Name}.bias";
            if (!weights.Tensors.TryGetValue(bias, out Tensor? found)) throw new WeightFormatException(file, $"there is a tensor {layer.Name}.weight but no {bias}.");
            if (!found.Shape.Equals(new Shape(layer.Channels))) throw new WeightFormatException(file, $"{bias} is {found.Shape}, but [{layer.Channels}] fits its weight.");
            foreach ((string kind, _) in VggArchitecture.Parameters(layer, inputs)) used.Add($"{layer.Name}.{kind}", weights[$"{layer.Name}.{kind}"]);
        }

        foreach ((string tensor, Tensor value) in used)
        {
            if (value.ElementType is not (ElementType.Float32 or ElementType.Float16 or ElementType.Float64))
                throw new WeightFormatException(file, $"{tensor} holds {value.ElementType}, where weights are floating-point numbers.");
            if (!IsFinite(value)) throw new WeightFormatException(file, $"'{tensor}' holds a number that is not finite. It is damaged.");
        }

        EncoderCard card = new()
        {
            Name = name,
            File = file,
            Architecture = architecture,
            Preprocessing = preprocessing,
            Precision = used["conv1_1.weight"].ElementType,
            Licence = Text(weights, "licence", "license"),
            Origin = Text(weights, "origin", "attribution"),
            Metadata = new Dictionary<string, string>(weights.Metadata),
        };
        return new Encoder(card, used);
    }

    private static bool IsFinite(Tensor tensor)
    {
        switch (tensor)
        {
            case Tensor<float> single:
                return !single.Span.ContainsAnyExceptInRange(float.MinValue, float.MaxValue);
            case Tensor<double> wide:
                return !wide.Span.ContainsAnyExceptInRange(double.MinValue, double.MaxValue);
            case Tensor<Half> half:
                foreach (ushort bits in MemoryMarshal.Cast<Half, ushort>(half.Span)) // an exponent of ones is infinity or no number
                    if ((bits & 0x7C00) == 0x7C00) return false;
                return true;
            default:
                return true;
        }
    }

    private static string Text(WeightSet weights, params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (weights.Metadata.TryGetValue(key, out string? text)) return text;
        }

        return "";
    }

    private static ModelMissingException Missing(string name, string folder)
    {
        bool known = ModelCatalogue.Models.Any(model => model.Name == name);
        string installed = string.Join(", ", ModelFolder.Installed(folder).Append(EmbeddedName));
        string remedy = known
            ? $"Run `onnxstyle model get {name}`, or `onnxstyle model import FILE --name {name}` with weights that you have."
            : $"There are {installed}. Run `onnxstyle model list` for those that can be fetched, or `onnxstyle model import FILE --name {name}`.";
        return new ModelMissingException(name, folder, remedy);
    }
}

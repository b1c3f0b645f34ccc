using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>
/// Brings weights of others into the form that an <see cref="Encoder"/> opens: their names, the layout of their filters, the order of
/// colours and the preprocessing. Fully connected layers are dropped.
/// </summary>
public static class WeightImport
{
    private static readonly float[] ImageNetMean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] ImageNetDeviation = [0.229f, 0.224f, 0.225f];

    /// <summary>Reads and converts a file.</summary>
    /// <param name="path">A .safetensors, .npz, .pth or .onnx file.</param>
    /// <param name="options">The convention, precision and origin; null for what the file states itself.</param>
    /// <returns>Tensors <c>conv{b}_{i}.weight</c> [out, in, 3, 3] and <c>.bias</c> [out], or those of split convolutions, and metadata, ready for <see cref="WeightFile.Save"/>.</returns>
    /// <exception cref="WeightFormatException">The file is damaged, holds no VGG network, or does not state its convention.</exception>
    /// <exception cref="OptionsException">An option is out of its range.</exception>
    public static WeightSet Read(string path, ImportOptions? options = null) =>
        Convert(WeightFile.ReadForImport(path), path, options);

    /// <summary>Converts weights that were read.</summary>
    /// <param name="weights">The tensors under the names of their file.</param>
    /// <param name="where">The file, for messages.</param>
    /// <param name="options">The convention, precision and origin; null for what the metadata state.</param>
    /// <exception cref="WeightFormatException">It is no VGG network, or does not state its convention.</exception>
    /// <exception cref="OptionsException">An option is out of its range.</exception>
    public static WeightSet Convert(WeightSet weights, string where, ImportOptions? options = null)
    {
        options ??= new ImportOptions();
        options.Validate();
        Dictionary<string, Tensor<float>> named = Renamed(weights, where);
        Preprocessing preprocessing = Fold(named, weights, options, where);
        VggArchitecture architecture = VggArchitecture.FromWeights(named.ToDictionary(pair => pair.Key, pair => pair.Value.Shape), where);
        WeightSet result = new();
        foreach ((VggLayer layer, int inputs) in architecture.Convolutions())
        {
            string bias = $"{layer.Name}.bias";
            if (!named.TryGetValue(bias, out Tensor<float>? found)) throw new WeightFormatException(where, $"the convolution {layer.Name} has no bias.");
            if (found.Shape.ElementCount != layer.Channels) throw new WeightFormatException(where, $"{bias} is {found.Shape}, but [{layer.Channels}] fits its weight.");
            foreach ((string kind, _) in VggArchitecture.Parameters(layer, inputs).Where(p => p.Kind != "bias")) result.Add($"{layer.Name}.{kind}", named[$"{layer.Name}.{kind}"]);
            result.Add(bias, new Tensor<float>(new Shape(layer.Channels), found.Span));
        }

        foreach (string key in new[] { "licence", "license", "origin", "attribution" })
            if (weights.Metadata.TryGetValue(key, out string? text)) result.Metadata[key] = text;
        if (options.Licence.Length > 0) result.Metadata["licence"] = options.Licence;
        if (options.Origin.Length > 0) result.Metadata["origin"] = options.Origin;
        result.Metadata["architecture"] = "vgg";
        result.Metadata["channels"] = architecture.ToString();
        if (options.Convention != WeightConvention.Stated) result.Metadata["imported_as"] = options.Convention.ToString();
        preprocessing.ToMetadata(result.Metadata);
        return result.InPrecision(options.Precision);
    }

    /// <summary>The convention of a name that a person types: <c>caffe</c> (blue first), <c>caffe-rgb</c>, <c>torchvision</c>, <c>stated</c>.</summary>
    /// <exception cref="OptionsException">The name is none of the four.</exception>
    public static WeightConvention ConventionOf(string name) => name switch
    {
        "caffe" or "caffe-bgr" => WeightConvention.CaffeBgr,
        "caffe-rgb" => WeightConvention.CaffeRgb,
        "torchvision" => WeightConvention.TorchVision,
        "stated" => WeightConvention.Stated,
        _ => throw new OptionsException(nameof(ImportOptions), [$"Convention must be caffe, caffe-rgb, torchvision or stated, and is '{name}'"]),
    };

    private static Dictionary<string, Tensor<float>> Renamed(WeightSet weights, string where)
    {
        Dictionary<string, Tensor<float>> named = new(StringComparer.Ordinal);
        foreach ((string source, string target) in WeightNames.Map(weights.Names, where))
        {
            Tensor<float> tensor = WeightConversion.ToSingle(weights[source], source);
            if (!target.EndsWith(".bias", StringComparison.Ordinal)) tensor = OutputFirst(tensor, source, where);
            if (tensor.Span.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
                throw new WeightFormatException(where, $"'{source}' holds a number that is not finite. It is damaged.");
            if (!named.TryAdd(target, tensor)) throw new WeightFormatException(where, $"two of its tensors stand for {target}, the second is '{source}'.");
        }

        return named;
    }

    // [3, 3, in, out] of Keras and TensorFlow becomes [out, in, 3, 3].
    private static Tensor<float> OutputFirst(Tensor<float> tensor, string name, string where)
    {
        Shape shape = tensor.Shape;
        if (shape.Rank == 4 && shape[2] == shape[3] && shape[2] is 1 or 3) return tensor;
        if (shape.Rank == 4 && shape[0] == 3 && shape[1] == 3) return WeightConversion.Transpose(tensor, 3, 2, 0, 1);
        throw new WeightFormatException(where, $"'{name}' is {shape}, where [out, in, 3, 3] or [3, 3, in, out] was expected.");
    }

    private static Preprocessing Fold(Dictionary<string, Tensor<float>> named, WeightSet weights, ImportOptions options, string where)
    {
        const string First = "conv1_1.weight";
        if (options.Convention == WeightConvention.Stated) return Preprocessing.FromMetadata(weights.Metadata.AsReadOnly(), where);
        if (!named.TryGetValue(First, out Tensor<float>? first) || first.Shape[1] != 3)
            throw new WeightFormatException(where, "there is no first convolution of three colours (conv1_1).");
        if (options.Convention == WeightConvention.CaffeRgb) return Preprocessing.Caffe;
        if (options.Convention == WeightConvention.CaffeBgr)
        {
            named[First] = Colours(first, [2, 1, 0], [1, 1, 1]);
            return Preprocessing.Caffe;
        }

        // y = (rgb - mean) / deviation = (255 rgb - 255 mean) * scale * (green deviation / deviation): the last factor goes into
        // the filters, near 1, so that they keep their size in float16. Zero padding stays zero, so this is exact at the border too.
        float green = ImageNetDeviation[1];
        named[First] = Colours(first, [0, 1, 2], [.. ImageNetDeviation.Select(deviation => green / deviation)]);
        return new Preprocessing { Mean = [.. ImageNetMean.Select(mean => 255 * mean)], Scale = 1 / (255 * green) };
    }

    private static Tensor<float> Colours(Tensor<float> filters, int[] order, float[] factors)
    {
        Tensor<float> result = new(filters.Shape);
        int area = checked((int)(filters.Shape[2] * filters.Shape[3]));
        for (int k = 0; k < filters.Shape[0]; k++)
        {
            for (int c = 0; c < 3; c++)
            {
                ReadOnlySpan<float> from = filters.Span.Slice(((k * 3) + order[c]) * area, area);
                Span<float> to = result.Span.Slice(((k * 3) + c) * area, area);
                for (int i = 0; i < area; i++) to[i] = factors[c] * from[i];
            }
        }

        return result;
    }
}

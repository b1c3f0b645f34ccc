using OnnxStyle.Tensors;

namespace OnnxStyle.Networks.Tests;

/// <summary>Small networks with seeded weights, and the files beside the repository.</summary>
internal static class Networks
{
    public static WeightSet Seeded(VggArchitecture architecture, int seed, ElementType type = ElementType.Float32)
    {
        Random random = new(seed);
        WeightSet weights = new();
        foreach ((VggLayer layer, int inputs) in architecture.Convolutions())
        {
            foreach ((string kind, Shape shape) in VggArchitecture.Parameters(layer, inputs))
                weights.Add($"{layer.Name}.{kind}", Noise(random, shape, shape.Rank == 4 ? MathF.Sqrt(2f / (shape[1] * shape[2] * shape[3])) : 0.1f));
        }

        new Preprocessing { Scale = 1f / 58 }.ToMetadata(weights.Metadata);
        return weights.InPrecision(type);
    }

    public static Tensor<float> Noise(Random random, Shape shape, float scale)
    {
        Tensor<float> tensor = new(shape);
        foreach (ref float value in tensor.Span) value = scale * ((2 * random.NextSingle()) - 1);
        return tensor;
    }

    public static Tensor<float> Picture(int seed, int height, int width)
    {
        Random random = new(seed);
        Tensor<float> tensor = new(new Shape(1, 3, height, width));
        foreach (ref float value in tensor.Span) value = random.NextSingle();
        return tensor;
    }

    /// <summary>The weights for tests on machines that have them; skips where they are missing.</summary>
    public static string Vgg19()
    {
        string? shared = Environment.GetEnvironmentVariable("ONNXSTYLE_SHARED");
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); shared is null && at is not null; at = at.Parent)
            if (Directory.Exists(Path.Combine(at.FullName, "shared", "weights"))) shared = Path.Combine(at.FullName, "shared");
        string file = Path.Combine(shared ?? "", "weights", "vgg19_conv.safetensors");
        if (!File.Exists(file)) Assert.Skip("vgg19_conv.safetensors is not on this machine (ONNXSTYLE_SHARED names its folder).");
        return file;
    }
}

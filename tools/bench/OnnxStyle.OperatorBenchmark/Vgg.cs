namespace OnnxStyle.OperatorBenchmark;

/// <summary>The convolutions of VGG-19 to conv5_1: channels, results, and by how much the picture has shrunk.</summary>
internal static class Vgg
{
    public static IReadOnlyList<(string Name, int Channels, int Results, int Shrink)> Layers { get; } =
    [
        ("conv1_1", 3, 64, 1), ("conv1_2", 64, 64, 1), ("conv2_1", 64, 128, 2), ("conv2_2", 128, 128, 2),
        ("conv3_1", 128, 256, 4), ("conv3_2", 256, 256, 4), ("conv3_3", 256, 256, 4), ("conv3_4", 256, 256, 4),
        ("conv4_1", 256, 512, 8), ("conv4_2", 512, 512, 8), ("conv4_3", 512, 512, 8), ("conv4_4", 512, 512, 8), ("conv5_1", 512, 512, 16),
    ];

    public static float[] Noise(int seed, int length, double scale)
    {
        Random random = new(seed);
        float[] values = new float[length];
        for (int i = 0; i < values.Length; i++) values[i] = (float)(((random.NextDouble() * 2) - 1) * scale);
        return values;
    }
}

using OnnxStyle.Imaging;

namespace OnnxStyle.Transfer.Tests;

/// <summary>Small pictures made by formulas, and the shared ones where they are.</summary>
internal static class Pictures
{
    /// <summary>Soft hills and a disc: something with content.</summary>
    public static Image Content(int width = 48, int height = 40) => Make(width, height, (x, y, c) =>
    {
        double disc = Math.Pow((x - 0.6) * 2, 2) + Math.Pow((y - 0.4) * 2, 2) < 0.25 ? 0.5 : 0;
        return 0.2 + (0.3 * y) + disc + (0.05 * c * Math.Sin(9 * x));
    });

    /// <summary>Strong oblique waves in two colours: something with style.</summary>
    public static Image Style(int width = 40, int height = 48) => Make(width, height, (x, y, c) =>
        0.5 + (0.45 * Math.Sin((40 * x) + (25 * y) + (2 * c)) * Math.Cos((11 * y) - c)));

    public static Mask LeftHalf(int width, int height)
    {
        float[] values = new float[width * height];
        for (int i = 0; i < values.Length; i++) values[i] = i % width < width / 2 ? 1 : 0;
        return new Mask(width, height, values);
    }

    /// <summary>A folder of shared test data; skips the test where there is none.</summary>
    public static string Shared(string path)
    {
        string? folder = Environment.GetEnvironmentVariable("ONNXSTYLE_SHARED");
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); folder is null && at is not null; at = at.Parent)
            if (Directory.Exists(Path.Combine(at.FullName, "shared", "weights"))) folder = Path.Combine(at.FullName, "shared");
        string full = Path.Combine(folder ?? "", path);
        if (folder is null || !Path.Exists(full)) Assert.Skip($"{path} is not at hand; set ONNXSTYLE_SHARED to the folder that holds it");
        return full;
    }

    private static Image Make(int width, int height, Func<double, double, int, double> color)
    {
        Image image = new(width, height);
        for (int c = 0; c < 3; c++)
            for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++)
                    image.Planar[(((c * height) + y) * width) + x] = (float)Math.Clamp(color(x / (double)width, y / (double)height, c), 0, 1);
        return image;
    }
}

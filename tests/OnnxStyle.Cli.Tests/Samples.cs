using OnnxStyle.Imaging;

namespace OnnxStyle.Cli.Tests;

/// <summary>A folder with small pictures made by formulas, deleted afterwards.</summary>
internal sealed class Samples : IDisposable
{
    public Samples()
    {
        Content = Save("content.png", 72, 50, (x, y, c) => 0.5f + (0.4f * MathF.Sin((x * 0.21f) + (y * 0.13f * c))));
        Style = Save("style.png", 64, 64, (x, y, c) => ((x / 6) + (y / (4 + c))) % 2 == 0 ? 0.85f : 0.2f);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("onnxstyle-cli").FullName;

    public string Content { get; }

    public string Style { get; }

    public string At(string name) => Path.Combine(Folder, name);

    public string Save(string name, int width, int height, Func<int, int, int, float> value)
    {
        Image image = new(width, height);
        for (int c = 0; c < 3; c++)
            for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++) image.Channel(c)[(y * width) + x] = value(x, y, c);
        ImageFile.Save(image, At(name));
        return At(name);
    }

    /// <summary>The words of a quick run.</summary>
    public string[] Quick(string output, params string[] more) => Run(output, 3, more);

    public string[] Run(string output, int iterations, params string[] more) =>
        ["stylize", Content, Style, "--encoder", "encoder", "--size", "48", "--scales", "none", "--iterations", $"{iterations}", "-o", At(output), .. more];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

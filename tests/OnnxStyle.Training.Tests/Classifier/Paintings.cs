using OnnxStyle.Imaging;

namespace OnnxStyle.Training.Tests;

/// <summary>A folder of small pictures made by formulas, deleted afterwards.</summary>
internal sealed class Paintings : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("onnxstyle-classes").FullName;

    public string At(params ReadOnlySpan<string> names) => Path.Combine([Folder, .. names]);

    /// <summary>Classes that differ in texture: stripes across, stripes down, checks; all pictures differ in colour and phase.</summary>
    public string Classes(int each, params ReadOnlySpan<string> labels)
    {
        for (int k = 0; k < labels.Length; k++)
        {
            Directory.CreateDirectory(At("classes", labels[k]));
            for (int i = 0; i < each; i++) ImageFile.Save(Texture(k, i, 48, 40), At("classes", labels[k], $"{i}.png"));
        }

        return At("classes");
    }

    public static Image Texture(int kind, int number, int width, int height)
    {
        Image image = new(width, height);
        for (int c = 0; c < 3; c++)
        {
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    int across = (x + number) / 3 % 2, down = (y + number) / 3 % 2;
                    int light = kind switch { 0 => across, 1 => down, _ => across ^ down };
                    image.Channel(c)[(y * width) + x] = 0.15f + (0.5f * light) + (0.3f * ((number * (c + 3) * 37 % 11) / 11f));
                }
            }
        }

        return image;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

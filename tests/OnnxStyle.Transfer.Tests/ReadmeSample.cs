using System.Text;
using OnnxStyle.Imaging;

namespace OnnxStyle.Transfer.Tests;

/// <summary>The sample of the README: the lines between the marks are the README's, and they run.</summary>
public sealed class ReadmeSample
{
    [Fact]
    public void Runs()
    {
        string folder = Directory.CreateTempSubdirectory("onnxstyle-readme").FullName;
        try
        {
            (string photo, string painting, string output) = (Path.Combine(folder, "photo.png"), Path.Combine(folder, "painting.png"), Path.Combine(folder, "out.png"));
            ImageFile.Save(Pictures.Content(48, 40), photo);
            ImageFile.Save(Pictures.Style(40, 48), painting);
            Paint(photo, painting, output, CancellationToken.None);
            Assert.Equal(128, ImageFile.Inspect(output).Width);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Is_the_one_in_the_README()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "OnnxStyle.sln")))
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("No OnnxStyle.sln above the tests.");
        string[] source = File.ReadAllLines(Path.Combine(root, "tests", "OnnxStyle.Transfer.Tests", "ReadmeSample.cs"));
        int begin = Array.FindIndex(source, line => line.Trim() == "// README"), end = Array.FindIndex(source, line => line.Trim() == "// end");
        StringBuilder sample = new();
        foreach (string line in source[(begin + 1)..end]) sample.Append(line.Length > 8 ? line[8..] : line).Append('\n');
        Assert.Contains($"```csharp\n{sample}```", File.ReadAllText(Path.Combine(root, "README.md")), StringComparison.Ordinal);
    }

    private static void Paint(string photo, string painting, string output, CancellationToken cancellationToken)
    {
        // README
        using StyleTransfer transfer = new(new StylizeOptions
        {
            LongSide = 128,     // pixels
            Iterations = 20,
            Seed = 1,
        });
        Progress<StylizeProgress> progress = new(step => Console.WriteLine($"{step.Done:P0}, loss {step.Row?.Total:g4}"));
        Image picture = transfer.Paint(ImageFile.Load(photo), [ImageFile.Load(painting)], progress, cancellationToken);
        ImageFile.Save(picture, output);
        // end
    }
}

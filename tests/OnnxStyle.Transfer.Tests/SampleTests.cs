using System.Runtime.CompilerServices;
using OnnxStyle.Imaging;

namespace OnnxStyle.Transfer.Tests;

/// <summary>The sample of the room's page is this code, and it runs.</summary>
public sealed class SampleTests
{
    [Fact]
    public void The_sample_on_the_page_runs_as_it_stands()
    {
        string folder = Directory.CreateTempSubdirectory().FullName, photo = Path.Combine(folder, "photo.jpg"), brush = Path.Combine(folder, "painting.jpg"), result = Path.Combine(folder, "out.png");
        ImageFile.Save(Pictures.Content(), photo);
        ImageFile.Save(Pictures.Style(), brush);
        try
        {
            Sample(photo, brush, result);
            Assert.Equal(64, ImageFile.Load(result).Width);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_page_shows_this_sample()
    {
        string here = File.ReadAllText(Here()), page = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "src", "OnnxStyle.Transfer", "README.md"));
        string[] shown = Lines(File.ReadAllText(page).Split("```csharp\n")[1].Split("```")[0]);
        string[] run = Lines(here.Split("// sample" + "\n")[1].Split("// end of the sample")[0]);
        Assert.Equal(run, shown);
    }

    private static void Sample(string photo, string brush, string result)
    {
        // sample
        using StyleTransfer transfer = new(new StylizeOptions { LongSide = 64, Iterations = 5 });
        Progress<StylizeProgress> progress = new(p => System.Diagnostics.Debug.WriteLine($"{p.Done:P0} {p.Row?.Total}"));
        Image painting = transfer.Paint(ImageFile.Load(photo), [ImageFile.Load(brush)], progress, CancellationToken.None);
        ImageFile.Save(painting, result);
        // end of the sample
    }

    private static string[] Lines(string text) => [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    private static string Here([CallerFilePath] string path = "") => path;
}

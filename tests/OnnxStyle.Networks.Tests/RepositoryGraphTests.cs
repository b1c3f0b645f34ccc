using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Networks.Tests;

/// <summary>The graphs in onnx/ are the networks of the program. ONNXSTYLE_WRITE_GRAPHS=1 writes them anew.</summary>
public sealed class RepositoryGraphTests
{
    [Theory]
    [InlineData("vgg19")]
    [InlineData("encoder")]
    public void The_graph_without_weights_is_the_network(string name)
    {
        string path = Path.Combine(Folder(), name + ".onnx");
        Graph expected = name == "vgg19"
            ? EncoderExport.ToGraphWithoutWeights(name, VggArchitecture.Vgg19, Preprocessing.Caffe)
            : EncoderExport.ToGraphWithoutWeights(name, Encoder.Embedded().Card.Architecture, Encoder.Embedded().Card.Preprocessing);
        if (Environment.GetEnvironmentVariable("ONNXSTYLE_WRITE_GRAPHS") == "1") OnnxWriter.Save(expected, path);
        Graph found = OnnxReader.Read(path);
        Assert.Equal(GraphPrinter.Print(OnnxReader.Read(OnnxWriter.Write(expected))), GraphPrinter.Print(found));
        Assert.Equal(expected.Metadata, found.Metadata);
        Assert.InRange(new FileInfo(path).Length, 1, 32_000);
    }

    [Fact]
    public void The_catalogue_names_files_whole()
    {
        ModelEntry entry = ModelCatalogue.Find("vgg19");
        Assert.Contains(entry.Sha256Prefix, entry.Url.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal(20_024_384, entry.Architecture.ParameterCount);
        Assert.Equal("https", entry.Url.Scheme);
        Assert.Throws<ModelMissingException>(() => ModelCatalogue.Find("vgg99"));
    }

    private static string Folder()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "onnx", "models.json"))) return Path.Combine(at.FullName, "onnx");
        Assert.Skip("The tests do not run inside of a checkout.");
        return "";
    }
}

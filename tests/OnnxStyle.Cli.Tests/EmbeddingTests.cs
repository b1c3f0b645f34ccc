using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Cli.Tests;

public sealed class EmbeddingTests : IDisposable
{
    private readonly Samples samples = new();

    public EmbeddingTests()
    {
        File.WriteAllText(samples.At("works.csv"), "id,text\ncontent,boats\nstyle,girls\n");
        GraphBuilder graph = new();
        graph.Output(graph.ReduceMean(graph.Input("image", new Shape(1, 16, 16, 3)), [1, 2], keepDims: false), "vector");
        OnnxWriter.Save(graph.Build(), samples.At("m.onnx"));
    }

    public void Dispose() => samples.Dispose();

    [Fact]
    public async Task A_model_makes_the_vectors_of_pictures()
    {
        string index = samples.At("i");
        (ExitCode code, string output, string error) = await Shell.Run("recommend", "index", samples.At("works.csv"), "-o", index, "--images", samples.Folder, "--picture-side", "32", "--embedding", samples.At("m.onnx"),
            "--embedding-output", "vector", "--embedding-layout", "nhwc", "--embedding-scale", "255", "--embedding-mean", "1,2,3", "--embedding-std", "1,2,4", "--embedding-bgr");
        Assert.Equal((ExitCode.Done, index + "\n"), (code, output));
        Assert.Contains("2 pictures;", error, StringComparison.Ordinal);
        (code, output, _) = await Shell.Run("recommend", "query", index, "--work", "content", "--alpha", "0");
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("picture 2.00", output, StringComparison.Ordinal); // two pictures lie on opposite sides of their mean
    }

    [Theory]
    [InlineData("--embedding m.onnx", ExitCode.Usage, "--embedding: no effect without --images")]
    [InlineData("--images . --embedding-mean 1,2,3", ExitCode.Usage, "--embedding-mean: no effect without --embedding")]
    [InlineData("--images . --embedding m.onnx --embedding-mean 1,2", ExitCode.Usage, "three numbers")]
    [InlineData("--images . --embedding m.onnx --embedding-std 0,1,1", ExitCode.Usage, "--embedding-std is 0,1,1")]
    [InlineData("--images . --embedding m.onnx --embedding-side 4", ExitCode.Usage, "--embedding-side is 4")]
    [InlineData("--images . --embedding m.onnx --embedding-layout hwc", ExitCode.Usage, "expected nchw, nhwc")]
    [InlineData("--images . --embedding missing.onnx", ExitCode.BadModel, "is not there")]
    [InlineData("--images . --embedding works.csv", ExitCode.BadModel, "cannot be loaded")]
    [InlineData("--images . --embedding m.onnx --embedding-output x", ExitCode.BadModel, "has no output 'x'; it has 'vector' Float32 [1, 3]")]
    [InlineData("--images . --embedding m.onnx --embedding-layout nchw", ExitCode.BadModel, "16 channels in that layout")]
    [InlineData("--doc2vec dm --workers 0", ExitCode.Usage, "--workers is 0")]
    [InlineData("--workers 2", ExitCode.Usage, "--workers: no effect without --doc2vec")]
    public async Task A_mistake_is_a_sentence(string line, ExitCode expected, string words)
    {
        string[] args = [.. line.Split(' ').Select(word => word is "m.onnx" or "missing.onnx" or "works.csv" or "." ? samples.At(word) : word)];
        (ExitCode code, string output, string error) = await Shell.Run(["recommend", "index", samples.At("works.csv"), "-o", samples.At("x.index"), .. args]);
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n'), text => text.StartsWith("Error:", StringComparison.Ordinal));
        Assert.False(File.Exists(samples.At("x.index")));
    }
}

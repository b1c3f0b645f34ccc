using System.Text.Json;

namespace OnnxStyle.Cli.Tests;

public sealed class ModelTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("models").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task What_becomes_of_each_convolution_is_listed_forward_and_backward()
    {
        (ExitCode code, string output, _) = await Shell.Run("model", "info", "encoder", "--operators", "64");
        Assert.Equal(ExitCode.Done, code);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Matches("^.+: (ours|plain), .+$", line));
        Assert.True(lines.Length >= 10, output); // five blocks have one convolution or more, each of which has a way back
        Assert.Equal(lines.Length, lines.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task The_list_holds_what_is_built_in_and_what_can_be_fetched()
    {
        (ExitCode code, string output, _) = await Shell.Run("model", "list", "--json", "--model-folder", folder);
        Assert.Equal(ExitCode.Done, code);
        Dictionary<string, string> states = JsonDocument.Parse(output).RootElement.EnumerateArray()
            .ToDictionary(row => row.GetProperty("name").GetString()!, row => row.GetProperty("state").GetString()!);
        Assert.Equal("built in", states["encoder"]);
        Assert.Equal("to fetch", states["vgg19"]);
    }

    [Fact]
    public async Task The_card_of_the_embedded_encoder_names_its_layers()
    {
        (ExitCode code, string output, _) = await Shell.Run("model", "info", "encoder", "--json");
        Assert.Equal(ExitCode.Done, code);
        JsonElement card = JsonDocument.Parse(output).RootElement;
        Assert.Contains(card.GetProperty("layers").EnumerateArray(), layer => layer.GetString() == "conv4_2");
        Assert.True(card.GetProperty("parameters").GetInt64() > 1000);
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_one_sentence()
    {
        (ExitCode code, string output, string error) = await Shell.Run("model", "info", "vgg19", "--model-folder", folder);
        Assert.Equal(ExitCode.BadModel, code);
        Assert.Equal("", output);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.Contains("onnxstyle model get vgg19", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exported_encoder_is_a_graph_that_reads_back()
    {
        string path = Path.Combine(folder, "e.onnx");
        (ExitCode code, string output, string error) = await Shell.Run("model", "export", "encoder", "--size", "48x32", "--layers", "relu2_1,conv3_1", "-o", path);
        Assert.True(code == ExitCode.Done, error);
        Assert.Equal(path, output.TrimEnd('\n'));
        Onnx.Graph graph = Onnx.OnnxReader.Read(path);
        Assert.Equal(new Tensors.Shape(1, 3, 32, 48), graph.Inputs[0].Shape);
        Assert.Equal(2, graph.Outputs.Count);
    }

    [Fact]
    public async Task A_normalized_encoder_is_installed_and_found()
    {
        using Samples samples = new();
        (ExitCode code, _, string error) = await Shell.Run("model", "normalize", "encoder", samples.Content, samples.Style, "--size", "64", "--model-folder", folder);
        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("encoder-normalized", (await Shell.Run("model", "list", "--model-folder", folder)).Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await Shell.Run("model", "info", "encoder-normalized", "--model-folder", folder)).Code);
    }

    [Fact]
    public async Task Vgg_19_is_installed_under_the_name_that_auto_looks_for_and_never_over_another()
    {
        Networks.WeightSet weights = new();
        int inputs = 3;
        foreach (Networks.VggLayer layer in Networks.VggArchitecture.Vgg19.Layers.Where(layer => layer.Kind == Networks.VggLayerKind.Convolution))
        {
            weights.Add($"{layer.Name}.weight", new Tensors.Tensor<Half>(new Tensors.Shape(layer.Channels, inputs, 3, 3)));
            weights.Add($"{layer.Name}.bias", new Tensors.Tensor<Half>(new Tensors.Shape(layer.Channels)));
            inputs = layer.Channels;
        }

        string path = Path.Combine(folder, "some file.safetensors"), models = Path.Combine(folder, "models");
        Networks.WeightFile.Save(weights, path);
        string[] import = ["model", "import", path, "--convention", "caffe-rgb", "--precision", "float16", "--model-folder", models];
        (ExitCode code, string output, string error) = await Shell.Run(import);
        Assert.True(code == ExitCode.Done, error);
        Assert.Equal("vgg19.safetensors", Path.GetFileName(output.TrimEnd('\n')));
        Assert.Equal("some file.safetensors", Path.GetFileName((await Shell.Run(import)).Out.TrimEnd('\n')));
    }

    [Fact]
    public async Task A_file_with_a_name_of_the_catalogue_that_is_another_is_refused_with_a_remedy()
    {
        string path = Path.Combine(folder, "vgg19-dcbb9e9d.pth");
        File.WriteAllText(path, "not the file that torchvision publishes");
        (ExitCode code, string output, string error) = await Shell.Run("model", "import", path, "--convention", "torchvision", "--model-folder", folder);
        Assert.Equal((ExitCode.BadModel, ""), (code, output));
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.Contains("fetch it again", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder, "*.safetensors"));
    }

    [Fact]
    public async Task What_cannot_be_imported_is_one_sentence()
    {
        string path = Path.Combine(folder, "weights.pth");
        Assert.Equal(ExitCode.BadInputFile, (await Shell.Run("model", "import", path, "--model-folder", folder)).Code);
        File.WriteAllText(path, "no weights");
        (ExitCode code, _, string error) = await Shell.Run("model", "import", path, "--convention", "caffe", "--model-folder", folder);
        Assert.Equal(ExitCode.BadModel, code);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.Equal(ExitCode.Usage, (await Shell.Run("model", "import", path, "--name", "a/b", "--model-folder", folder)).Code);
        Assert.Empty(Directory.GetFiles(folder, "*.safetensors"));
    }
}

using System.Text.Json;

namespace OnnxStyle.Cli.Tests;

public sealed class ModelTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("models").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

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
}

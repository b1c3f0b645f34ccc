using System.Text.Json;

namespace OnnxStyle.Cli.Tests;

public sealed class DoctorTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("doctor").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_sound_installation_is_found_sound()
    {
        (ExitCode code, string output, _) = await Shell.Run("doctor", "--model-folder", folder);
        Assert.Equal(ExitCode.Done, code);
        foreach (string name in new[] { "onnxstyle", "system", "processors", "convolutions", "memory", "onnxruntime", "providers", "libvips", "encoder", "vgg19" })
            Assert.Contains(output.Split('\n'), line => line.Contains($" {name} ", StringComparison.Ordinal));
        Assert.Contains("`onnxstyle model get vgg19`", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_says_the_same()
    {
        (ExitCode code, string output, _) = await Shell.Run("doctor", "--json", "--model-folder", folder);
        Assert.Equal(ExitCode.Done, code);
        JsonElement root = JsonDocument.Parse(output).RootElement;
        Assert.True(root.GetProperty("ok").GetBoolean());
        Assert.Contains(root.GetProperty("findings").EnumerateArray(), finding => finding.GetProperty("name").GetString() == "providers" && finding.GetProperty("text").GetString()!.Contains("CPU", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_damaged_model_is_named_with_its_remedy()
    {
        File.WriteAllText(Path.Combine(folder, "mine.safetensors"), "no weights");
        (ExitCode code, string output, _) = await Shell.Run("doctor", "--model-folder", folder);
        Assert.Equal(ExitCode.BadModel, code);
        Assert.Contains("MISSING  mine", output, StringComparison.Ordinal);
        Assert.Contains("-> Delete ", output, StringComparison.Ordinal);
    }
}

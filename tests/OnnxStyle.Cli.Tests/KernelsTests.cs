using System.Text.Json;

namespace OnnxStyle.Cli.Tests;

public sealed class KernelsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kernels").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_list_holds_the_processor_and_every_kernel()
    {
        (ExitCode code, string output, _) = await Shell.Run("kernels", "list", "--json");
        Assert.Equal(ExitCode.Done, code);
        JsonElement list = JsonDocument.Parse(output).RootElement;
        Assert.Equal("processor", list.GetProperty("devices")[0].GetProperty("name").GetString());
        Assert.Equal(["gram", "cosine", "top-k", "matting"], list.GetProperty("kernels").EnumerateArray().Select(kernel => kernel.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_check_has_a_line_a_case()
    {
        (ExitCode code, string output, _) = await Shell.Run("kernels", "check", "--kernel", "matting");
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal(ExitCode.Done, code);
        Assert.All(lines[..^1], line => Assert.StartsWith("ok     matting", line, StringComparison.Ordinal));
        Assert.Equal($"All {lines.Length - 1} cases are right.", lines[^1]);
    }

    [Fact]
    public async Task A_device_that_is_missing_is_one_sentence_with_the_remedy()
    {
        (ExitCode code, string output, string error) = await Shell.Run("kernels", "check", "--device", "cuda:99");
        Assert.Equal(ExitCode.BadDevice, code);
        Assert.Equal("", output);
        Assert.Contains("Ask for --device processor to run here.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_benchmark_writes_its_figures()
    {
        string file = Path.Combine(folder, "figures.json");
        (ExitCode code, string output, string error) = await Shell.Run("kernels", "bench", "--quick", "--kernel", "gram", "--warmup", "0", "--repeat", "1", "-o", file);
        Assert.True(code == ExitCode.Done, error);
        Assert.EndsWith($"{file}\n", output, StringComparison.Ordinal);
        JsonElement[] kernels = [.. JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement.GetProperty("kernels").EnumerateArray()];
        Assert.Equal(["copy", "multiply", "gram", "gram"], kernels.Select(kernel => kernel.GetProperty("kernel").GetString()));
        Assert.All(kernels, kernel => Assert.True(kernel.GetProperty("median_seconds").GetDouble() > 0));
        Assert.True(kernels[2].GetProperty("share_of_copy").GetDouble() > 0);
    }

    [Fact]
    public async Task Without_ceilings_the_kernels_run_alone()
    {
        (_, string output, _) = await Shell.Run("kernels", "bench", "--quick", "--kernel", "matting", "--warmup", "0", "--repeat", "1", "--no-ceilings");
        Assert.Equal(2, output.TrimEnd('\n').Split('\n').Length);
    }

    [Theory]
    [InlineData("bench", "--kernel", "grim")]
    [InlineData("bench", "--repeat", "0")]
    [InlineData("bench", "--warmup", "-1")]
    [InlineData("emit", "--target", "sm_90")]
    public async Task Words_that_do_not_fit_are_usage_errors(params string[] words) =>
        Assert.Equal(ExitCode.Usage, (await Shell.Run(["kernels", .. words])).Code);

    [Fact]
    public async Task Emit_writes_one_file_a_kernel_or_says_what_build_does()
    {
        bool built = (await Shell.Run("kernels", "list")).Out.Contains("cpu-accelerator", StringComparison.Ordinal);
        (ExitCode code, string output, string error) = await Shell.Run("kernels", "emit", "--target", "sm_80", "-o", folder);
        if (built)
        {
            string[] files = output.TrimEnd('\n').Split('\n');
            Assert.Equal(ExitCode.Done, code);
            Assert.All(files, file => Assert.Contains($".entry Kernel_{Path.GetFileNameWithoutExtension(file)}(", File.ReadAllText(file), StringComparison.Ordinal));
        }
        else
        {
            Assert.Equal(ExitCode.Usage, code);
            Assert.Contains("-p:Gpu=true", error, StringComparison.Ordinal);
            Assert.Empty(Directory.EnumerateFiles(folder));
        }
    }
}

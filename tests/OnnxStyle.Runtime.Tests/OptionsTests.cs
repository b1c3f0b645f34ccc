using OnnxStyle.Tensors;

namespace OnnxStyle.Runtime.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void All_problems_are_listed_at_once()
    {
        SessionOptions options = new() { Provider = " ", Threads = -2, Optimization = (GraphOptimization)5, ProfilePath = "/no/such/folder/p" };
        OptionsException error = Assert.Throws<OptionsException>(options.Validate);
        Assert.Equal(4, error.Problems.Count);
        foreach (string word in new[] { "Provider", "Threads", "Optimization", "ProfilePath" }) Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Defaults_are_valid() => new SessionOptions().Validate();

    [Theory]
    [InlineData("DML")]
    [InlineData("directml")]
    [InlineData("DmlExecutionProvider")]
    public void DirectML_refuses_the_memory_pattern(string name) =>
        Assert.Throws<OptionsException>(() => new SessionOptions { Provider = name, MemoryPattern = true }.Validate());

    [Fact]
    public void The_processor_takes_no_provider_options() =>
        Assert.Throws<OptionsException>(() => new SessionOptions { ProviderOptions = new Dictionary<string, string> { ["device_id"] = "1" } }.Validate());

    [Theory]
    [InlineData("Quantum")]
    [InlineData("CoreML")]
    [InlineData("TensorRT")]
    public void A_provider_that_is_not_there_names_those_that_are(string name)
    {
        Library.Require();
        if (OrtLibrary.AvailableProviders.Contains(name)) Assert.Skip($"This library has {name}.");
        DeviceException error = Assert.Throws<DeviceException>(() => Session.Load(TinyModel.MultiplyAdd(2), new SessionOptions { Provider = name }));
        Assert.Equal(name, error.Provider);
        Assert.Equal(OrtLibrary.AvailableProviders, error.Available);
        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("CPU", error.Message, StringComparison.Ordinal);
        Assert.Contains("--provider cpu", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("CPUExecutionProvider")]
    public void The_processor_goes_by_any_case_and_its_long_name(string name)
    {
        Library.Require();
        using Session session = Session.Load(TinyModel.MultiplyAdd(2), new SessionOptions { Provider = name });
        Assert.Equal(name, session.Options.Provider);
    }

    [Theory]
    [InlineData(true, true, GraphOptimization.None)]
    [InlineData(false, true, GraphOptimization.Basic)]
    [InlineData(true, false, GraphOptimization.Extended)]
    [InlineData(false, false, GraphOptimization.All)]
    public void Every_memory_and_graph_option_gives_the_same_result(bool arena, bool pattern, GraphOptimization optimization)
    {
        Library.Require();
        SessionOptions options = new()
        {
            MemoryArena = arena,
            MemoryPattern = pattern,
            Optimization = optimization,
            Deterministic = arena,
            Configuration = new Dictionary<string, string> { ["session.intra_op.allow_spinning"] = "0" },
        };
        using Session session = Session.Load(TinyModel.MultiplyAdd(3), options);
        Tensor<float> z = new(new Shape(3));
        session.BindInput("x", new Tensor<float>(new Shape(3), [1, 2, 3]));
        session.BindInput("y", new Tensor<float>(new Shape(3), [4, 5, 6]));
        session.BindOutput("z", z);
        session.Run();
        session.Run();
        Assert.Equal([5f, 12f, 21f], z.Span.ToArray());
    }

    [Theory]
    [InlineData("CUDA")]
    [InlineData("TensorRT")]
    public void A_provider_without_its_files_says_which_is_missing(string name)
    {
        Library.Require();
        string folder = Path.GetDirectoryName(OrtLibrary.Path)!;
        if (!OrtLibrary.AvailableProviders.Contains(name)) Assert.Skip($"This library has no {name}.");
        if (Directory.EnumerateFiles(folder, "*onnxruntime_providers_shared*").Any()) Assert.Skip("The files of the GPU package are here.");
        DeviceException error = Assert.Throws<DeviceException>(() => Session.Load(TinyModel.MultiplyAdd(2), new SessionOptions { Provider = name }));
        Assert.Contains("onnxruntime_providers_shared", error.Message, StringComparison.Ordinal);
        Assert.Contains(folder, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_provider_without_a_device_says_so()
    {
        using Session? session = OnWebGpu(out DeviceException? error);
        if (error is null) Assert.Skip("This machine has a WebGPU device.");
        Assert.Equal("WebGPU", error.Provider);
        Assert.Contains("--provider cpu", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_on_another_device_reads_changed_inputs()
    {
        using Session? session = OnWebGpu(out DeviceException? error);
        if (session is null) Assert.Skip(error!.Message);
        Tensor<float> x = new(new Shape(3), [1, 2, 3]), y = new(new Shape(3), [4, 5, 6]), z = new(new Shape(3));
        session.BindInput("x", x);
        session.BindInput("y", y, refresh: false);
        session.BindOutput("z", z);
        session.Run();
        Assert.Equal([5f, 12f, 21f], z.Span.ToArray());
        x.Span[0] = 10;
        y.Span[1] = 1000; // not read: bound without refresh
        session.Run();
        Assert.Equal([50f, 12f, 21f], z.Span.ToArray());
    }

    private static Session? OnWebGpu(out DeviceException? error)
    {
        Library.Require();
        if (!OrtLibrary.AvailableProviders.Contains("WebGPU")) Assert.Skip("This library has no WebGPU.");
        error = null;
        try
        {
            return Session.Load(TinyModel.MultiplyAdd(3), new SessionOptions { Provider = "webgpu" });
        }
        catch (DeviceException e)
        {
            error = e;
            return null;
        }
    }
}

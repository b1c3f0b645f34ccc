using OnnxStyle.Runtime.Native;

namespace OnnxStyle.Runtime;

/// <summary>The table of execution providers: our name, ONNX Runtime's names, and how each one is added to a session.</summary>
internal static class Providers
{
    private const string Suffix = "ExecutionProvider";

    private static readonly Entry[] Table =
    [
        new("CPU", "CPUExecutionProvider", null, null),
        new("CUDA", "CUDAExecutionProvider", null, new(OrtSlot.CreateCudaOptions, OrtSlot.UpdateCudaOptions, OrtSlot.AppendCuda, OrtSlot.ReleaseCudaOptions)),
        new("TensorRT", "TensorrtExecutionProvider", null, new(OrtSlot.CreateTensorRtOptions, OrtSlot.UpdateTensorRtOptions, OrtSlot.AppendTensorRt, OrtSlot.ReleaseTensorRtOptions)),
        new("WebGPU", "WebGpuExecutionProvider", "WebGPU", null),
        new("DirectML", "DmlExecutionProvider", "DML", null),
        new("CoreML", "CoreMLExecutionProvider", "CoreML", null),
    ];

    /// <summary>Whether a provider's name means DirectML.</summary>
    public static bool IsDirectML(string name) => Find(name) is { Name: "DirectML" };

    /// <summary>Whether a provider's name means the processor.</summary>
    public static bool IsProcessor(string name) => Find(name) is { Name: "CPU" };

    /// <summary>The library's names of providers as the options take them.</summary>
    public static string[] ShortNames(IEnumerable<string> available) =>
        [.. available.Select(a => Array.Find(Table, e => e.Library == a)?.Name ?? (a.EndsWith(Suffix, StringComparison.Ordinal) ? a[..^Suffix.Length] : a))];

    /// <summary>Adds the provider of the options, or throws when it is not there or cannot start.</summary>
    /// <exception cref="DeviceException">The provider is not in the library, or cannot start.</exception>
    public static void Append(OrtApi api, nint handle, SessionOptions options)
    {
        if (IsProcessor(options.Provider)) return;
        string[] libraryNames = api.AvailableProviders(), names = ShortNames(libraryNames);
        Entry? entry = Find(options.Provider);
        string wanted = entry?.Library ?? options.Provider;
        string? found = Array.Find(libraryNames, n => string.Equals(n, wanted, StringComparison.OrdinalIgnoreCase))
            ?? Array.Find(libraryNames, n => string.Equals(n, wanted + Suffix, StringComparison.OrdinalIgnoreCase));
        string name = entry?.Name ?? options.Provider;
        if (found is null)
        {
            throw new DeviceException(name, names,
                $"The provider '{name}' is not in this ONNX Runtime ({api.RuntimeVersion}, '{api.Path}'); it has {string.Join(", ", names)}. "
                + "Use one of them, such as --provider cpu, or set ONNXSTYLE_ORT to a library that has it.");
        }

        RequireShared(api, name, entry, names);
        if (!options.AllowProcessorFallback) api.AddConfiguration(handle, "session.disable_cpu_ep_fallback", "1");
        try
        {
            if (entry?.Slots is not null) api.AppendProvider(handle, name, entry.Slots, options.ProviderOptions);
            else api.AppendProvider(handle, entry?.Generic ?? found[..^Suffix.Length], options.ProviderOptions);
        }
        catch (RuntimeException e)
        {
            throw new DeviceException(name, names,
                $"The provider '{name}' could not start: {e.Detail.ReplaceLineEndings(" ").Trim().TrimEnd('.')}. Check the device, its driver and ProviderOptions, or use --provider cpu.", e);
        }
    }

    /// <summary>Says, when a session could not be made, that the provider was the reason; null when it was not.</summary>
    public static DeviceException? Explain(OrtApi api, SessionOptions options, RuntimeException error)
    {
        if (IsProcessor(options.Provider)) return null;
        bool fallback = error.Detail.Contains("fallback to CPU EP has been explicitly disabled", StringComparison.Ordinal);
        if (!fallback && error.Status is RuntimeStatus.InvalidProtobuf or RuntimeStatus.InvalidGraph or RuntimeStatus.NoSuchFile) return null;
        string name = Find(options.Provider)?.Name ?? options.Provider;
        string message = fallback
            ? $"The provider '{name}' cannot run every node of the graph. Set AllowProcessorFallback to run the rest on the processor, or use --provider cpu."
            : $"{error.Doing} failed on the provider '{name}' ({error.Status}): {error.Detail.ReplaceLineEndings(" ").Trim()} Try --provider cpu.";
        return new DeviceException(name, ShortNames(api.AvailableProviders()), message, error);
    }

    private static void RequireShared(OrtApi api, string name, Entry? entry, string[] names)
    {
        if (entry?.Slots is null) return;
        string folder = Path.GetDirectoryName(api.Path) ?? ".";
        string file = OperatingSystem.IsWindows() ? "onnxruntime_providers_shared.dll"
            : OperatingSystem.IsMacOS() ? "libonnxruntime_providers_shared.dylib" : "libonnxruntime_providers_shared.so";
        if (File.Exists(Path.Combine(folder, file))) return;
        throw new DeviceException(name, names,
            $"The provider '{name}' needs {file} beside the library, in '{folder}', and it is not there. Put all files of the GPU package in one folder, or use --provider cpu.");
    }

    private static Entry? Find(string name)
    {
        string trimmed = name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) ? name[..^Suffix.Length] : name;
        return Array.Find(Table, e =>
            string.Equals(e.Name, trimmed, StringComparison.OrdinalIgnoreCase)
            || string.Equals(e.Library, trimmed + Suffix, StringComparison.OrdinalIgnoreCase)
            || string.Equals(e.Generic, trimmed, StringComparison.OrdinalIgnoreCase));
    }

    private sealed record Entry(string Name, string Library, string? Generic, ProviderSlots? Slots);
}

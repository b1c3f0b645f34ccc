using OnnxStyle.Onnx;
using OnnxStyle.Runtime.Native;
using OnnxStyle.Tensors;

namespace OnnxStyle.Runtime;

/// <content>The ways to make a session.</content>
public sealed partial class Session
{
    private const long LeaveOutBytes = 1024;

    /// <summary>Makes a session from a graph. Sessions of several graphs that use the same tensors as constants need them only once on this side.</summary>
    /// <remarks>
    /// Constants of 1 KB or more are read where they lie, from the graph's tensors, while the session is made; no file and no blob
    /// is made of them. The session has copies of its own afterwards (blocked, folded), so the graph may be dropped.
    /// </remarks>
    /// <param name="graph">The graph.</param>
    /// <param name="options">How to run it; null: the defaults.</param>
    /// <exception cref="RuntimeException">The graph uses what this library or provider does not have.</exception>
    /// <exception cref="DeviceException">The provider is missing, cannot start, or cannot run every node.</exception>
    /// <exception cref="OptionsException">The options are not valid.</exception>
    /// <exception cref="LibraryException">The native library is missing.</exception>
    public static Session Create(Graph graph, SessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return Create(OrtLibrary.Api, graph, Checked(options));
    }

    /// <summary>Makes a session from an <c>.onnx</c> file; weight files are looked up beside it.</summary>
    /// <param name="onnxPath">The path of the model.</param>
    /// <param name="options">How to run it; null: the defaults.</param>
    /// <exception cref="RuntimeException">The file is missing, damaged, or uses what this library does not have.</exception>
    /// <exception cref="DeviceException">The provider is missing, cannot start, or cannot run every node.</exception>
    /// <exception cref="OptionsException">The options are not valid.</exception>
    /// <exception cref="LibraryException">The native library is missing.</exception>
    public static Session Load(string onnxPath, SessionOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(onnxPath);
        SessionOptions checkedOptions = Checked(options);
        if (!File.Exists(onnxPath)) throw new RuntimeException(RuntimeStatus.NoSuchFile, $"Loading '{onnxPath}'", "there is no such file");
        OrtApi api = OrtLibrary.Api;
        return new Session(api, checkedOptions, onnxPath, (environment, handle) => api.CreateSession(environment.Handle, onnxPath, handle, $"Loading '{onnxPath}'"));
    }

    /// <summary>Makes a session from the bytes of a model that holds its weights. The bytes are not needed afterwards.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How to run it; null: the defaults.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="RuntimeException">The bytes are damaged, or use what this library does not have.</exception>
    /// <exception cref="DeviceException">The provider is missing, cannot start, or cannot run every node.</exception>
    /// <exception cref="OptionsException">The options are not valid.</exception>
    /// <exception cref="LibraryException">The native library is missing.</exception>
    public static Session Load(ReadOnlySpan<byte> model, SessionOptions? options = null, string name = "model") =>
        Load(OrtLibrary.Api, model, Checked(options), name);

    internal static Session Create(OrtApi api, Graph graph, SessionOptions options)
    {
        ExternalWeights external = new() { ThresholdBytes = LeaveOutBytes, GatherBlob = false };
        byte[] model = OnnxWriter.Write(graph, external);
        return Load(api, model, options, graph.Name, [.. external.Values.Select(v => KeyValuePair.Create(v.Name, v.Constant!))]);
    }

    internal static unsafe Session Load(OrtApi api, ReadOnlySpan<byte> model, SessionOptions options, string name, KeyValuePair<string, Tensor>[]? weights = null)
    {
        string doing = $"Loading '{name}'";
        if (model.IsEmpty) throw new RuntimeException(RuntimeStatus.NoModel, doing, "it holds no bytes");
        int length = model.Length;
        fixed (byte* bytes = model)
        {
            byte* start = bytes;
            return new Session(api, options, name, (environment, handle) =>
            {
                api.AddWeights(handle, environment.MemoryInfo, weights ?? []);
                nint session = api.CreateSession(environment.Handle, new ReadOnlySpan<byte>(start, length), handle, doing);
                GC.KeepAlive(weights); // native code reads their memory until here
                return session;
            });
        }
    }

    private static SessionOptions Checked(SessionOptions? options)
    {
        SessionOptions result = options ?? new();
        result.Validate();
        return result;
    }

    private static nint OptionsHandle(OrtApi api, SessionOptions options)
    {
        const string Doing = "Setting session options";
        nint handle = api.Create(OrtSlot.CreateSessionOptions, Doing);
        try
        {
            api.Call(OrtSlot.SetIntraOpNumThreads, handle, ThreadsOf(options), Doing);
            api.Call(OrtSlot.SetInterOpNumThreads, handle, 1, Doing);
            api.Call(OrtSlot.SetSessionGraphOptimizationLevel, handle, (int)options.Optimization, Doing);
            api.Call(options.MemoryArena ? OrtSlot.EnableCpuMemArena : OrtSlot.DisableCpuMemArena, handle, Doing);
            api.Call(options.MemoryPattern ? OrtSlot.EnableMemPattern : OrtSlot.DisableMemPattern, handle, Doing);
            if (options.Deterministic) api.Call(OrtSlot.SetDeterministicCompute, handle, 1, Doing);
            if (options.ProfilePath is not null) api.EnableProfiling(handle, options.ProfilePath);
            foreach ((string key, string value) in options.Configuration) api.AddConfiguration(handle, key, value);
            Providers.Append(api, handle, options);
            return handle;
        }
        catch
        {
            api.Release(OrtSlot.ReleaseSessionOptions, handle);
            throw;
        }
    }

    private static int ThreadsOf(SessionOptions options) => options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
}

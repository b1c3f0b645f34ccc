using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Operators;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Cli.Commands;

/// <summary>Looks at the machine. Never throws: what is broken becomes a finding.</summary>
internal static class Examination
{
    private const double LittleMemoryBytes = 2e9;

    public static IReadOnlyList<Finding> Run(string? modelFolder) =>
    [
        new("onnxstyle", Verdict.Good, $"{Version} in {AppContext.BaseDirectory}"),
        new("system", Verdict.Good, $"{RuntimeInformation.OSDescription}, {RuntimeInformation.RuntimeIdentifier}, {RuntimeInformation.FrameworkDescription}"),
        new("processors", Verdict.Good, $"{Environment.ProcessorCount}, {Instructions()}, vectors of {Vector<byte>.Count * 8} bits"),
        new("convolutions", Verdict.Good, Convolutions()),
        Memory(),
        OnnxRuntime(),
        Providers(),
        Pictures(),
        EmbeddedEncoder(),
        .. InstalledModels(modelFolder),
    ];

    public static string Version { get; } =
        typeof(Examination).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    private static string Instructions()
    {
        (bool Has, string Name)[] sets =
            [(Avx512F.IsSupported, "AVX-512"), (Avx2.IsSupported, "AVX2"), (Fma.IsSupported, "FMA"), (AdvSimd.IsSupported, "AdvSimd"), (Dp.IsSupported, "dot product")];
        string[] names = [.. sets.Where(set => set.Has).Select(set => set.Name)];
        return names.Length > 0 ? string.Join(' ', names) : "no vector instructions known here";
    }

    private static string Convolutions() => !WinogradGraph.Pays
        ? "ONNX Runtime's own: this processor has no vectors that ours need"
        : $"ours on the processor (Winograd's method), vectors of {(VectorForms.Widest == VectorForm.Vector512 ? 512 : 256)} bits; --plain for ONNX Runtime's own";

    private static Finding Memory()
    {
        long bytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        string text = string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB for this process");
        return bytes >= LittleMemoryBytes
            ? new("memory", Verdict.Good, text)
            : new("memory", Verdict.Hint, text, "Paint small pictures, or let --max-memory choose the size.");
    }

    private static Finding OnnxRuntime() => OrtLibrary.TryLoad(out string problem)
        ? new("onnxruntime", Verdict.Good, $"{OrtLibrary.Version} (interface {OrtLibrary.InterfaceVersion}) in {OrtLibrary.Path}")
        : new("onnxruntime", Verdict.Missing, problem);

    private static Finding Providers() => OrtLibrary.TryLoad(out _)
        ? new("providers", Verdict.Good, string.Join(", ", OrtLibrary.AvailableProviders))
        : new("providers", Verdict.Missing, "unknown without onnxruntime");

    private static Finding Pictures()
    {
        try
        {
            byte[] png = ImageFile.Encode(Image.Filled(2, 3, 0.25f, 0.5f, 0.75f), "png");
            ImageFile.Decode(png);
            return new("libvips", Verdict.Good, $"{VipsLibrary.Version} in {VipsLibrary.Path}");
        }
        catch (OnnxStyleException error)
        {
            return new("libvips", Verdict.Missing, error.Message);
        }
    }

    private static Finding EmbeddedEncoder()
    {
        try
        {
            Encoder encoder = Encoder.Embedded();
            return new("encoder", Verdict.Good, $"built in, {encoder.ParameterCount:N0} parameters");
        }
        catch (OnnxStyleException error)
        {
            return new("encoder", Verdict.Missing, error.Message, Failure: ExitCode.BadModel);
        }
    }

    private static IEnumerable<Finding> InstalledModels(string? folder)
    {
        IReadOnlyList<string> names;
        string? problem = null;
        try
        {
            names = ModelFolder.Installed(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            names = [];
            problem = error.Message;
        }

        string place = folder ?? ModelFolder.Default;
        if (problem is not null) yield return new("model folder", Verdict.Missing, $"{place}: {problem}", $"Make it readable, or set {ModelFolder.HomeVariable}.", ExitCode.BadModel);
        foreach (string name in names) yield return Model(name, folder);
        if (!names.Contains("vgg19"))
            yield return new("vgg19", Verdict.Hint, $"not in {place}; `auto` takes the built-in encoder", "`onnxstyle model get vgg19` fetches it, for the pictures of the literature.");
    }

    private static Finding Model(string name, string? folder)
    {
        try
        {
            Encoder encoder = Encoder.Open(name, folder);
            return new(name, Verdict.Good, $"{encoder.Card.File}, {encoder.ParameterCount:N0} parameters");
        }
        catch (OnnxStyleException error)
        {
            return new(name, Verdict.Missing, error.Message, $"Delete {ModelFolder.PathOf(name, folder)} and fetch or import it again.", ExitCode.BadModel);
        }
    }
}

using System.Runtime.InteropServices;
using System.Text;

namespace OnnxStyle.Runtime.Native;

/// <summary>
/// The table of C functions of a loaded ONNX Runtime, at one version of its interface. Each method here is one C function;
/// a status that is not null becomes a <see cref="RuntimeException"/>. Handles are plain pointers: who makes one frees it.
/// </summary>
internal sealed unsafe partial class OrtApi
{
    /// <summary>The lowest interface version that has everything in <see cref="OrtSlot"/> (ONNX Runtime 1.17): the one that is asked for.</summary>
    public const int LowestVersion = 17;

    private readonly void** table;

    /// <summary>Asks the library behind <paramref name="library"/> for its table.</summary>
    /// <param name="library">The handle of the loaded library.</param>
    /// <param name="path">Its file, for messages.</param>
    /// <param name="requestedVersion">The interface version to ask for.</param>
    /// <exception cref="LibraryException">The file is another library, or an ONNX Runtime that is too old.</exception>
    public OrtApi(nint library, string path, int requestedVersion = LowestVersion)
    {
        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out nint export))
            throw new LibraryException($"'{path}' is a library, but not ONNX Runtime: it has no function OrtGetApiBase. {LibraryLocator.Remedy}");
        void** start = ((delegate* unmanaged[Cdecl]<void**>)export)();
        Path = path;
        RuntimeVersion = Text(((delegate* unmanaged[Cdecl]<byte*>)start[1])());
        int offered = MinorVersion(RuntimeVersion);
        if (offered < LowestVersion)
            throw new LibraryException($"'{path}' is ONNX Runtime {RuntimeVersion}; 1.{LowestVersion} or later is needed. {LibraryLocator.Remedy}");
        Version = requestedVersion;
        table = (void**)((delegate* unmanaged[Cdecl]<uint, void*>)start[0])((uint)Version);
        if (table == null)
            throw new LibraryException($"'{path}' (ONNX Runtime {RuntimeVersion}) does not offer version {Version} of its interface. {LibraryLocator.Remedy}");
    }

    /// <summary>The file that the library came from.</summary>
    public string Path { get; }

    /// <summary>The version of the library, such as <c>1.30.0</c>.</summary>
    public string RuntimeVersion { get; }

    /// <summary>The version of the interface that the table was asked for.</summary>
    public int Version { get; }

    /// <summary>A string as UTF-8 with a zero behind it.</summary>
    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + '\0');

    /// <summary>A path as the library takes it (ORTCHAR_T): UTF-16 on Windows, UTF-8 elsewhere, with a zero behind it.</summary>
    public static byte[] PathText(string path) => OperatingSystem.IsWindows() ? Encoding.Unicode.GetBytes(path + '\0') : Utf8(path);

    /// <summary>A zero-terminated UTF-8 string of the library.</summary>
    public static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    /// <summary>Turns a status into an exception and frees it; a null status is success and costs nothing.</summary>
    /// <param name="status">The status that a function returned.</param>
    /// <param name="doing">What was being done, as the start of a sentence.</param>
    /// <exception cref="RuntimeException">The status is not null.</exception>
    public void Check(nint status, string doing)
    {
        if (status != 0) throw Failure(status, doing);
    }

    /// <summary>Makes the exception of a status that is not null, and frees the status.</summary>
    public RuntimeException Failure(nint status, string doing)
    {
        RuntimeStatus code = (RuntimeStatus)((delegate* unmanaged[Cdecl]<nint, int>)Function(OrtSlot.GetErrorCode))(status);
        string message = Text(((delegate* unmanaged[Cdecl]<nint, byte*>)Function(OrtSlot.GetErrorMessage))(status));
        Release(OrtSlot.ReleaseStatus, status);
        return new RuntimeException(code, doing, message);
    }

    /// <summary>Frees a handle through the function that belongs to its kind. Zero is nothing to free.</summary>
    public void Release(OrtSlot slot, nint handle)
    {
        if (handle != 0) ((delegate* unmanaged[Cdecl]<nint, void>)Function(slot))(handle);
    }

    /// <summary>The providers that are compiled into the library, best first.</summary>
    public string[] AvailableProviders()
    {
        byte** names;
        int count;
        Check(((delegate* unmanaged[Cdecl]<byte***, int*, nint>)Function(OrtSlot.GetAvailableProviders))(&names, &count), "Listing the providers");
        string[] result = new string[count];
        for (int i = 0; i < count; i++) result[i] = Text(names[i]);
        nint status = ((delegate* unmanaged[Cdecl]<byte**, int, nint>)Function(OrtSlot.ReleaseAvailableProviders))(names, count);
        Check(status, "Listing the providers");
        return result;
    }

    /// <summary>How the library was built: its branch, commit and compiler flags.</summary>
    public string BuildInfo() => Text(((delegate* unmanaged[Cdecl]<byte*>)Function(OrtSlot.GetBuildInfoString))());

    /// <summary>Makes the environment of the process with a function that takes its messages.</summary>
    public nint CreateEnvironment(delegate* unmanaged[Cdecl]<nint, int, byte*, byte*, byte*, byte*, void> logger, int lowestSeverity)
    {
        nint environment;
        fixed (byte* name = "OnnxStyle\0"u8)
        {
            nint status = ((delegate* unmanaged[Cdecl]<void*, nint, int, byte*, nint*, nint>)Function(OrtSlot.CreateEnvWithCustomLogger))(
                logger, 0, lowestSeverity, name, &environment);
            Check(status, "Starting ONNX Runtime");
        }

        return environment;
    }

    /// <summary>Describes the processor's memory; never freed, one for each process.</summary>
    public nint CreateProcessorMemoryInfo()
    {
        const int ArenaAllocator = 1, DefaultMemory = 0;
        nint info;
        Check(((delegate* unmanaged[Cdecl]<int, int, nint*, nint>)Function(OrtSlot.CreateCpuMemoryInfo))(ArenaAllocator, DefaultMemory, &info), "Describing memory");
        return info;
    }

    /// <summary>Makes something that needs no argument, such as session options.</summary>
    public nint Create(OrtSlot slot, string doing)
    {
        nint made;
        Check(((delegate* unmanaged[Cdecl]<nint*, nint>)Function(slot))(&made), doing);
        return made;
    }

    /// <summary>A function that takes one handle.</summary>
    public void Call(OrtSlot slot, nint handle, string doing) => Check(CallRaw(slot, handle), doing);

    /// <summary>A function that takes one handle; gives its status.</summary>
    public nint CallRaw(OrtSlot slot, nint handle) => ((delegate* unmanaged[Cdecl]<nint, nint>)Function(slot))(handle);

    /// <summary>A function that takes a handle and a number.</summary>
    public void Call(OrtSlot slot, nint handle, int number, string doing) =>
        Check(((delegate* unmanaged[Cdecl]<nint, int, nint>)Function(slot))(handle, number), doing);

    private static int MinorVersion(string version)
    {
        string[] parts = version.Split('.');
        if (parts.Length < 2 || !int.TryParse(parts[0], out int major) || !int.TryParse(parts[1], out int minor)) return 0;
        return major > 1 ? int.MaxValue : major < 1 ? 0 : minor;
    }

    private void* Function(OrtSlot slot) => table[(int)slot];
}

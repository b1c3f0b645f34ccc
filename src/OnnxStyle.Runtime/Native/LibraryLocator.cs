using System.Runtime.InteropServices;

namespace OnnxStyle.Runtime.Native;

/// <summary>Finds and loads the native library. Each place that was looked at gets its sentence.</summary>
internal static class LibraryLocator
{
    /// <summary>The environment variable that names the library or its folder.</summary>
    public const string Variable = "ONNXSTYLE_ORT";

    /// <summary>What a person can do about any failure here.</summary>
    public const string Remedy =
        "Remedy: set ONNXSTYLE_ORT to a libonnxruntime file (1.17 or later) or to the folder that holds it, or build again so that it is fetched through npm.";

    /// <summary>The platform as folder names spell it, such as <c>linux-x64</c>.</summary>
    public static string Platform { get; } =
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux") + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>Finds the library, loads it and asks for its table of functions.</summary>
    /// <param name="setting">The value of <see cref="Variable"/>; null or empty: not set. Where it is set, nothing else is tried.</param>
    /// <param name="programFolder">The folder of the program.</param>
    /// <exception cref="LibraryException">Nothing was found, or what was found cannot be used.</exception>
    public static OrtApi Open(string? setting, string programFolder)
    {
        string path = Find(setting, programFolder);
        nint library;
        try
        {
            library = NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            string reason = e.Message.ReplaceLineEndings(" ").Trim();
            throw new LibraryException($"'{path}' could not be loaded on {Platform}: {reason} {Remedy}", e);
        }

        return new OrtApi(library, path);
    }

    /// <summary>Finds the file of the library without loading it.</summary>
    /// <exception cref="LibraryException">It is in none of the places.</exception>
    public static string Find(string? setting, string programFolder)
    {
        if (!string.IsNullOrWhiteSpace(setting))
        {
            if (File.Exists(setting)) return Path.GetFullPath(setting);
            if (!Directory.Exists(setting)) throw new LibraryException($"{Variable} is set to '{setting}', but there is no such file or folder. {Remedy}");
            return InFolder(setting)
                ?? throw new LibraryException($"{Variable} is set to the folder '{setting}', but no {Pattern} is in it. {Remedy}");
        }

        string beside = Path.Combine(programFolder, "runtimes", Platform, "native");
        return InFolder(beside) ?? InFolder(programFolder)
            ?? throw new LibraryException($"ONNX Runtime was not found: no {Pattern} in '{beside}', none in '{programFolder}', and {Variable} is not set. {Remedy}");
    }

    private static string Pattern =>
        OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime*.dylib" : "libonnxruntime*.so*";

    private static string? InFolder(string folder)
    {
        if (!Directory.Exists(folder)) return null;
        return Directory.EnumerateFiles(folder, Pattern)
            .Where(f => !Path.GetFileName(f).Contains("_providers_", StringComparison.Ordinal))
            .OrderBy(f => f.Length).ThenBy(f => f, StringComparer.Ordinal)
            .Select(Path.GetFullPath)
            .FirstOrDefault();
    }
}

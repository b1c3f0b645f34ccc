using System.Runtime.InteropServices;
using OnnxStyle.Imaging.Native;

namespace OnnxStyle.Imaging;

/// <summary>
/// Where libvips comes from: the file or folder that the environment variable <c>ONNXSTYLE_VIPS</c> names; otherwise
/// <c>runtimes/RID/native</c> beside the program; otherwise the program's folder. It is loaded when the first picture is touched.
/// </summary>
public static class VipsLibrary
{
    /// <summary>The environment variable that overrides the search.</summary>
    public const string Variable = "ONNXSTYLE_VIPS";

    private static readonly Lazy<(nint Handle, string Path)> Loaded = new(Load);

    /// <summary>The file that was loaded.</summary>
    /// <exception cref="ImagingLibraryException">It is missing or does not load.</exception>
    public static string Path => Loaded.Value.Path;

    /// <summary>The version of libvips, such as 8.18.7.</summary>
    /// <exception cref="ImagingLibraryException">It is missing or does not start.</exception>
    public static string Version
    {
        get
        {
            Vips.EnsureStarted();
            return $"{Vips.vips_version(0)}.{Vips.vips_version(1)}.{Vips.vips_version(2)}";
        }
    }

    internal static nint Handle => Loaded.Value.Handle;

    /// <summary>Loads and starts the library without an exception.</summary>
    /// <param name="problem">Why it failed, for a reader; empty on success.</param>
    /// <returns>Whether pictures can be read and written.</returns>
    public static bool TryLoad(out string problem)
    {
        try
        {
            Vips.EnsureStarted();
            problem = string.Empty;
            return true;
        }
        catch (ImagingLibraryException error)
        {
            problem = error.Message;
            return false;
        }
    }

    private static (nint Handle, string Path) Load()
    {
        string[] places = Places();
        string[] files = places.SelectMany(Candidates).ToArray();
        foreach (string file in files)
        {
            if (NativeLibrary.TryLoad(file, out nint handle)) return (handle, file);
        }

        string found = files.Length == 0 ? "no such file was found" : $"{string.Join(", ", files)} did not load on this processor and system";
        throw new ImagingLibraryException($"The picture library libvips could not be loaded: looked in {string.Join(" and ", places)}; {found}. "
            + $"Build again with npm on the path (it fetches the library), or set {Variable} to the file libvips-cpp.so.*, libvips-cpp.*.dylib or libvips-42.dll, or to its folder.");
    }

    private static string[] Places()
    {
        string? named = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(named)) return [named];
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        string processor = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        return [System.IO.Path.Combine(AppContext.BaseDirectory, "runtimes", $"{system}-{processor}", "native"), AppContext.BaseDirectory];
    }

    private static IEnumerable<string> Candidates(string place)
    {
        if (File.Exists(place)) return [place];
        if (!Directory.Exists(place)) return [];
        string pattern = OperatingSystem.IsWindows() ? "libvips-42*.dll" : OperatingSystem.IsMacOS() ? "libvips-cpp.*dylib" : "libvips-cpp.so*";
        return Directory.GetFiles(place, pattern).Order(StringComparer.Ordinal);
    }
}

using OnnxStyle.Runtime.Native;
using OnnxStyle.Tensors;

namespace OnnxStyle.Runtime;

/// <summary>
/// The native library of this process. It is found at the first use of anything here: the file or folder in the environment
/// variable <c>ONNXSTYLE_ORT</c>; or <c>runtimes/PLATFORM/native/</c> beside the program; or the program's folder.
/// </summary>
public static class OrtLibrary
{
    private static readonly Lock Gate = new();
    private static OrtApi? api;

    /// <summary>The file of the library.</summary>
    /// <exception cref="LibraryException">The library is missing or cannot be used.</exception>
    public static string Path => Api.Path;

    /// <summary>The version of the library, such as <c>1.30.0</c>.</summary>
    /// <exception cref="LibraryException">The library is missing or cannot be used.</exception>
    public static string Version => Api.RuntimeVersion;

    /// <summary>The version of its C interface that this program uses.</summary>
    /// <exception cref="LibraryException">The library is missing or cannot be used.</exception>
    public static int InterfaceVersion => Api.Version;

    /// <summary>The providers compiled into the library, by the names that <see cref="SessionOptions.Provider"/> takes, best first.</summary>
    /// <exception cref="LibraryException">The library is missing or cannot be used.</exception>
    public static IReadOnlyList<string> AvailableProviders => Providers.ShortNames(Api.AvailableProviders());

    /// <summary>How the library was built: commit and compiler flags.</summary>
    /// <exception cref="LibraryException">The library is missing or cannot be used.</exception>
    public static string BuildInfo => Api.BuildInfo();

    internal static OrtApi Api
    {
        get
        {
            lock (Gate) return api ??= LibraryLocator.Open(Environment.GetEnvironmentVariable(LibraryLocator.Variable), AppContext.BaseDirectory);
        }
    }

    /// <summary>Loads the library if it is not loaded yet.</summary>
    /// <param name="problem">Empty, or what is wrong and what to do.</param>
    /// <returns>Whether the library can be used.</returns>
    public static bool TryLoad(out string problem)
    {
        try
        {
            _ = Api;
            problem = "";
            return true;
        }
        catch (OnnxStyleException e)
        {
            problem = e.Message;
            return false;
        }
    }
}

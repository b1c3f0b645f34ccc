using System.Reflection;
using System.Runtime.InteropServices;
using OnnxStyle.Runtime;

namespace OnnxStyle.Transfer;

/// <summary>The versions that go into a report.</summary>
internal static class VersionFacts
{
    public static IReadOnlyDictionary<string, string> All() => new Dictionary<string, string>
    {
        ["onnxstyle"] = typeof(VersionFacts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
        ["onnxruntime"] = OrtLibrary.Version,
        ["dotnet"] = RuntimeInformation.FrameworkDescription,
        ["system"] = RuntimeInformation.RuntimeIdentifier,
    };
}

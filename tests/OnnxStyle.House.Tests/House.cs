using System.Reflection;
using System.Xml.Linq;

namespace OnnxStyle.House.Tests;

/// <summary>The sources as these tests see them.</summary>
internal static class House
{
    public static string Root { get; } = typeof(House).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    public static IEnumerable<string> Rooms { get; } = XDocument.Load(Path.Combine(Root, "src", "Directory.Build.targets"))
        .Descendants("Room").Select(room => (string)room.Attribute("Include")!).ToArray();

    public static string[] MaySee(string room) => ((string)XDocument.Load(Path.Combine(Root, "src", "Directory.Build.targets"))
        .Descendants("Room").Single(r => (string)r.Attribute("Include")! == room).Attribute("MaySee")!).Split(';', StringSplitOptions.RemoveEmptyEntries);

    public static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
        .Order(StringComparer.Ordinal);

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');
}

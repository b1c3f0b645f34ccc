using System.Text.Json;

namespace OnnxStyle.Runtime;

/// <summary>Reads the profile that <see cref="Session.EndProfiling"/> names: a JSON array of events in Chrome's trace format.</summary>
public static class ProfileReader
{
    private const string Kernel = "_kernel_time";

    /// <summary>Adds up the time of each node.</summary>
    /// <param name="path">The profile.</param>
    /// <returns>One record for each node that ran, the slowest first.</returns>
    /// <exception cref="RuntimeException">The file is missing or is not a profile.</exception>
    public static IReadOnlyList<ProfileNode> Read(string path)
    {
        string doing = $"Reading the profile '{path}'";
        if (!File.Exists(path)) throw new RuntimeException(RuntimeStatus.NoSuchFile, doing, "there is no such file");
        try
        {
            using FileStream stream = File.OpenRead(path);
            using JsonDocument document = JsonDocument.Parse(stream);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new RuntimeException(RuntimeStatus.InvalidArgument, doing, $"it is not a profile of ONNX Runtime ({e.Message})");
        }
    }

    private static ProfileNode[] Read(JsonElement events)
    {
        Dictionary<string, ProfileNode> nodes = [];
        foreach (JsonElement item in events.EnumerateArray())
        {
            string name = item.TryGetProperty("name", out JsonElement n) ? n.GetString() ?? "" : "";
            if (!name.EndsWith(Kernel, StringComparison.Ordinal)) continue;
            if (!item.TryGetProperty("args", out JsonElement args) || !args.TryGetProperty("op_name", out JsonElement op)) continue;
            name = name[..^Kernel.Length];
            long microseconds = item.GetProperty("dur").GetInt64();
            nodes[name] = nodes.TryGetValue(name, out ProfileNode? known)
                ? known with { Count = known.Count + 1, Microseconds = known.Microseconds + microseconds }
                : new ProfileNode
                {
                    Name = name,
                    OpType = op.GetString() ?? "",
                    Provider = args.TryGetProperty("provider", out JsonElement provider) ? provider.GetString() ?? "" : "",
                    Count = 1,
                    Microseconds = microseconds,
                };
        }

        return [.. nodes.Values.OrderByDescending(n => n.Microseconds).ThenBy(n => n.Name, StringComparer.Ordinal)];
    }
}

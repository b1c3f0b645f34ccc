using System.Text.Json;

namespace OnnxStyle.Runtime;

/// <summary>Reads the profile that <see cref="Session.EndProfiling"/> names: a JSON array of events in Chrome's trace format.</summary>
public static class ProfileReader
{
    /// <summary>The argument of an event that tells the operations of a node whose shapes do not tell them: those of our own operators.</summary>
    public const string OperationsArgument = "operations";

    private const string Kernel = "_kernel_time";

    /// <summary>The name of the node that an event times; null for an event of another kind.</summary>
    public static string? NodeOf(JsonElement item) =>
        item.TryGetProperty("name", out JsonElement name) && name.GetString() is { } text && text.EndsWith(Kernel, StringComparison.Ordinal) ? text[..^Kernel.Length] : null;

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
            if (NodeOf(item) is not { } name) continue;
            if (!item.TryGetProperty("args", out JsonElement args) || !args.TryGetProperty("op_name", out JsonElement op)) continue;
            long microseconds = item.GetProperty("dur").GetInt64();
            double operations = Operations(op.GetString() ?? "", args);
            nodes[name] = nodes.TryGetValue(name, out ProfileNode? known)
                ? known with { Count = known.Count + 1, Microseconds = known.Microseconds + microseconds, Operations = known.Operations + operations }
                : new ProfileNode
                {
                    Name = name,
                    OpType = op.GetString() ?? "",
                    Provider = args.TryGetProperty("provider", out JsonElement provider) ? provider.GetString() ?? "" : "",
                    Count = 1,
                    Microseconds = microseconds,
                    Operations = operations,
                };
        }

        return [.. nodes.Values.OrderByDescending(n => n.Microseconds).ThenBy(n => n.Name, StringComparer.Ordinal)];
    }

    // Conv: [N, C, H, W] and [K, C/g, R, S] to [N, K, H', W']. Products: m k and k n numbers to m n, whichever is transposed, in a batch or not.
    private static double Operations(string operation, JsonElement args)
    {
        if (args.TryGetProperty(OperationsArgument, out JsonElement told)) return told.GetDouble();
        bool convolution = operation == "Conv", product = operation is "MatMul" or "FusedMatMul" or "Gemm";
        if ((!convolution && !product) || Shape(args, "output_type_shape", 0) is not { } made || Shape(args, "input_type_shape", convolution ? 1 : 0) is not { } read) return 0;
        double count = Count(made);
        if (convolution) return read.Length >= 3 ? 2 * count * Count(read.AsSpan(1)) : 0;
        return made.Length >= 2 && read.Length >= 2 ? 2 * Count(read) * made[^1] : 0;
    }

    private static double Count(ReadOnlySpan<long> dimensions)
    {
        double count = 1;
        foreach (long dimension in dimensions) count *= dimension;
        return count;
    }

    // [{"float": [1, 3, 96, 128]}, ...]; null where this library writes none.
    private static long[]? Shape(JsonElement args, string name, int index)
    {
        if (!args.TryGetProperty(name, out JsonElement shapes) || shapes.ValueKind != JsonValueKind.Array || shapes.GetArrayLength() <= index) return null;
        foreach (JsonProperty typed in shapes[index].EnumerateObject()) return [.. typed.Value.EnumerateArray().Select(dimension => dimension.GetInt64())];
        return null;
    }
}

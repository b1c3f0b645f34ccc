using System.Diagnostics;
using System.Text.Json;
using OnnxStyle.Onnx;
using OnnxStyle.Operators;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// One trace of a run on one clock: what the program does itself, and of each size of the pyramid, a process in the trace, the nodes that ONNX Runtime
/// times. Times are microseconds since the run began.
/// </summary>
internal sealed class RunProfile : IDisposable
{
    private const int Program = 0;
    private static readonly string[] Kept = ["op_name", "provider", "input_type_shape", "output_type_shape"];
    private readonly string folder = Directory.CreateTempSubdirectory("onnxstyle-profile-").FullName;
    private readonly PaintEngine engine;
    private readonly long start = Stopwatch.GetTimestamp();
    private readonly List<(string Name, string Category, long Begin, long End)> spans = [];
    private readonly List<(string Title, string Path, IReadOnlyList<long> Runs)> parts = [];
    private readonly Dictionary<string, double> operations = new(StringComparer.Ordinal); // of the part that is being written
    private readonly List<IReadOnlyList<ConvolutionVerdict>> verdicts = [];

    /// <summary>Begins to trace the evaluations of an engine.</summary>
    public RunProfile(PaintEngine engine)
    {
        this.engine = engine;
        engine.Profile = this;
    }

    /// <summary>Makes a session that is traced.</summary>
    public Session CreateSession(Graph graph)
    {
        string path = Path.Combine(folder, $"part{parts.Count}");
        if (engine.Plain)
        {
            verdicts.Add([]);
            return Session.Create(graph, engine.SessionOptions with { ProfilePath = path });
        }

        WinogradGraph rewritten = WinogradGraph.Of(graph);
        verdicts.Add(rewritten.Verdicts);
        return engine.CreateSession(rewritten, path);
    }

    /// <summary>Notes something that the program has just done itself.</summary>
    /// <param name="name">What, such as <c>step of L-BFGS</c>.</param>
    /// <param name="category"><c>host</c> or <c>copy</c>.</param>
    /// <param name="begin">Its beginning, a time stamp of <see cref="Stopwatch"/>; it ends now.</param>
    /// <returns>The end.</returns>
    public long Did(string name, string category, long begin)
    {
        long end = Stopwatch.GetTimestamp();
        spans.Add((name, category, begin, end));
        return end;
    }

    /// <summary>Ends the trace of a session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="title">What it worked on.</param>
    /// <param name="runs">When each of its runs was begun: they tie its clock to ours.</param>
    public void Take(Session session, string title, IReadOnlyList<long> runs) => parts.Add((title, session.EndProfiling(), runs));

    /// <summary>Writes the file, whole or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, stream =>
    {
        using Utf8JsonWriter json = new(stream);
        json.WriteStartArray();
        Title(json, Program, "the program");
        foreach ((string name, string category, long begin, long end) in spans)
        {
            json.WriteStartObject();
            json.WriteString("cat", category);
            json.WriteString("name", name);
            json.WriteString("ph", "X");
            json.WriteNumber("pid", Program);
            json.WriteNumber("tid", category == "copy" ? 1 : 0);
            json.WriteNumber("ts", Microseconds(begin));
            json.WriteNumber("dur", Math.Round(Stopwatch.GetElapsedTime(begin, end).TotalMicroseconds, 3));
            json.WriteEndObject();
        }

        for (int i = 0; i < parts.Count; i++)
        {
            Title(json, i + 1, parts[i].Title);
            operations.Clear();
            foreach (ConvolutionVerdict verdict in verdicts[i].Where(verdict => verdict.Applies)) operations[verdict.Node] = verdict.Operations;
            using FileStream part = File.OpenRead(parts[i].Path);
            using JsonDocument events = JsonDocument.Parse(part);
            double ahead = Ahead(events.RootElement, parts[i].Runs);
            foreach (JsonElement item in events.RootElement.EnumerateArray()) Copy(json, item, i + 1, ahead);
            json.Flush();
        }

        json.WriteEndArray();
    });

    public void Dispose()
    {
        engine.Profile = null;
        Directory.Delete(folder, recursive: true);
    }

    private double Microseconds(long stamp) => Math.Round(Stopwatch.GetElapsedTime(start, stamp).TotalMicroseconds, 3);

    // The library's clock began when its session was made. A run begins in it a moment after our call, never before, so the largest difference is the truest.
    private double Ahead(JsonElement events, IReadOnlyList<long> runs)
    {
        double[] begun = [.. events.EnumerateArray().Where(item => item.GetProperty("name").GetString() == "model_run").Select(item => item.GetProperty("ts").GetDouble()).Order()];
        return begun.Zip(runs, (theirs, ours) => Microseconds(ours) - theirs).DefaultIfEmpty(0).Max();
    }

    private static void Title(Utf8JsonWriter json, int process, string title)
    {
        json.WriteStartObject();
        json.WriteString("name", "process_name");
        json.WriteString("ph", "M");
        json.WriteNumber("pid", process);
        json.WriteStartObject("args");
        json.WriteString("name", title);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // Of the arguments only those that say what was computed: the others are most of the file.
    private void Copy(Utf8JsonWriter json, JsonElement item, int process, double ahead)
    {
        json.WriteStartObject();
        foreach (JsonProperty property in item.EnumerateObject())
        {
            if (property.NameEquals("pid")) json.WriteNumber("pid", process);
            else if (property.NameEquals("ts")) json.WriteNumber("ts", property.Value.GetDouble() + ahead);
            else if (property.NameEquals("args")) Arguments(json, property.Value, ProfileReader.NodeOf(item));
            else property.WriteTo(json);
        }

        json.WriteEndObject();
    }

    private void Arguments(Utf8JsonWriter json, JsonElement arguments, string? node)
    {
        json.WriteStartObject("args");
        if (node is not null && operations.TryGetValue(node, out double count)) json.WriteNumber(ProfileReader.OperationsArgument, count);
        foreach (JsonProperty property in arguments.EnumerateObject()) if (Kept.Contains(property.Name)) property.WriteTo(json);
        json.WriteEndObject();
    }
}

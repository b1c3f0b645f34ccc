using System.Text.Json;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>ONNX Runtime writes a trace for each session; this makes one file of those of a run, a process for each size of the pyramid.</summary>
internal sealed class RunProfile : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("onnxstyle-profile-").FullName;
    private readonly PaintEngine engine;
    private readonly List<(string Title, string Path)> parts = [];

    /// <summary>Begins to trace the evaluations of an engine.</summary>
    public RunProfile(PaintEngine engine)
    {
        this.engine = engine;
        engine.Profile = this;
    }

    /// <summary>Makes a session that is traced.</summary>
    public Session CreateSession(Graph graph) =>
        Session.Create(graph, engine.SessionOptions with { ProfilePath = Path.Combine(folder, $"part{parts.Count}") });

    /// <summary>Ends the trace of a session.</summary>
    public void Take(Session session, string title) => parts.Add((title, session.EndProfiling()));

    /// <summary>Writes the file, whole or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, stream =>
    {
        using Utf8JsonWriter json = new(stream);
        json.WriteStartArray();
        for (int i = 0; i < parts.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("name", "process_name");
            json.WriteString("ph", "M");
            json.WriteNumber("pid", i);
            json.WriteStartObject("args");
            json.WriteString("name", parts[i].Title);
            json.WriteEndObject();
            json.WriteEndObject();
            using FileStream part = File.OpenRead(parts[i].Path);
            using JsonDocument events = JsonDocument.Parse(part);
            foreach (JsonElement item in events.RootElement.EnumerateArray()) Copy(json, item, i);
            json.Flush();
        }

        json.WriteEndArray();
    });

    public void Dispose()
    {
        engine.Profile = null;
        Directory.Delete(folder, recursive: true);
    }

    private static void Copy(Utf8JsonWriter json, JsonElement item, int process)
    {
        json.WriteStartObject();
        foreach (JsonProperty property in item.EnumerateObject())
        {
            if (property.NameEquals("pid")) json.WriteNumber("pid", process);
            else property.WriteTo(json);
        }

        json.WriteEndObject();
    }
}

using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>Writes a graph for other programs, whole or not at all.</summary>
public static class GraphFile
{
    /// <summary>The endings that <see cref="Write"/> knows.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".graphml", ".json", ".svg"];

    /// <summary>Writes GraphML, JSON or SVG, as the ending says.</summary>
    /// <exception cref="OptionsException">The ending is none of <see cref="Endings"/>.</exception>
    /// <exception cref="FileWriteException">The file cannot be written.</exception>
    public static void Write(WorkGraph graph, string path)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Action<WorkGraph, Stream> write = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".graphml" => WriteGraphml,
            ".json" => WriteJson,
            ".svg" => SvgGraph.Write,
            _ => throw new OptionsException(nameof(GraphFile), [$"'{path}' must end with {string.Join(", ", Endings)}"]),
        };
        AtomicFile.Write(path, stream => write(graph, stream));
    }

    private static void WriteGraphml(WorkGraph graph, Stream stream)
    {
        const string space = "http://graphml.graphdrawing.org/xmlns";
        using XmlWriter xml = XmlWriter.Create(stream, Settings());
        xml.WriteStartElement("graphml", space);
        (string Name, string Type)[] fields = [("title", "string"), ("artist", "string"), .. graph.Kinds.Select(kind => (kind.Column, "string")), ("community", "int"), ("centrality", "double")];
        for (int i = 0; i < fields.Length; i++) Key($"n{i}", "node", fields[i].Name, fields[i].Type);
        Key("distance", "edge", "distance", "double");
        Key("weight", "edge", "weight", "double");
        xml.WriteStartElement("graph", space);
        xml.WriteAttributeString("edgedefault", "undirected");
        for (int row = 0; row < graph.Works.Count; row++)
        {
            IndexedWork work = graph.Works[row];
            xml.WriteStartElement("node", space);
            xml.WriteAttributeString("id", Clean(work.Id));
            string[] values = [work.Title, work.Artist, .. work.Types, $"{graph.Communities[row]}", Number(graph.Centrality[row])];
            for (int i = 0; i < values.Length; i++) Data($"n{i}", values[i]);
            xml.WriteEndElement();
        }

        for (int i = 0; i < graph.Links.Count; i++)
        {
            xml.WriteStartElement("edge", space);
            xml.WriteAttributeString("source", Clean(graph.Works[graph.Links[i].From].Id));
            xml.WriteAttributeString("target", Clean(graph.Works[graph.Links[i].To].Id));
            Data("distance", Number(graph.Links[i].Distance));
            Data("weight", Number(graph.Strengths[i]));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();

        void Key(string id, string of, string name, string type)
        {
            xml.WriteStartElement("key", space);
            foreach ((string attribute, string value) in new[] { ("id", id), ("for", of), ("attr.name", name), ("attr.type", type) }) xml.WriteAttributeString(attribute, value);
            xml.WriteEndElement();
        }

        void Data(string key, string value)
        {
            xml.WriteStartElement("data", space);
            xml.WriteAttributeString("key", key);
            xml.WriteString(Clean(value));
            xml.WriteEndElement();
        }
    }

    private static void WriteJson(WorkGraph graph, Stream stream)
    {
        using Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteStartArray("nodes");
        for (int row = 0; row < graph.Works.Count; row++)
        {
            IndexedWork work = graph.Works[row];
            json.WriteStartObject();
            json.WriteString("id", work.Id);
            json.WriteString("title", work.Title);
            json.WriteString("artist", work.Artist);
            for (int k = 0; k < graph.Kinds.Count; k++)
                if (graph.Kinds[k].Column is not ("id" or "title" or "artist")) json.WriteString(graph.Kinds[k].Column, work.Types[k]);
            json.WriteNumber("community", graph.Communities[row]);
            json.WriteNumber("centrality", graph.Centrality[row]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("links");
        for (int i = 0; i < graph.Links.Count; i++)
        {
            WorkLink link = graph.Links[i];
            json.WriteStartObject();
            json.WriteString("source", graph.Works[link.From].Id);
            json.WriteString("target", graph.Works[link.To].Id);
            json.WriteNumber("distance", link.Distance);
            json.WriteNumber("weight", graph.Strengths[i]);
            json.WriteBoolean("mutual", link.Mutual);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static XmlWriterSettings Settings() => new() { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(false) };

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A text without the control characters that XML has no place for, not even escaped.</summary>
    internal static string Clean(string text) => text.All(XmlConvert.IsXmlChar) ? text : string.Concat(text.Where(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c)));
}

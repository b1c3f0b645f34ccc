using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OnnxStyle.Transfer;

/// <summary>Pictures judged by one measure.</summary>
public sealed record PhotoScoreReport
{
    /// <summary>The encoder's name.</summary>
    public string Encoder { get; init; } = "";

    /// <summary>The width at which everything was judged.</summary>
    public int Width { get; init; }

    /// <summary>The height at which everything was judged.</summary>
    public int Height { get; init; }

    /// <summary>The classes that were told apart; empty: one, everything.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Remarks about classes.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>A row a picture.</summary>
    public IReadOnlyList<PhotoScoreRow> Rows { get; init; } = [];

    /// <summary>The report as JSON.</summary>
    public string ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("encoder", Encoder);
            json.WriteNumber("width", Width);
            json.WriteNumber("height", Height);
            Texts(json, "classes", Classes);
            Texts(json, "notes", Notes);
            json.WriteStartArray("pictures");
            foreach (PhotoScoreRow row in Rows)
            {
                json.WriteStartObject();
                json.WriteString("name", row.Name);
                json.WriteNumber("mattingEnergy", row.MattingEnergy);
                json.WriteNumber("style", row.Style);
                json.WriteNumber("edges", row.Edges);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}

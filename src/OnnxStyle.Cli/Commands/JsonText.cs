using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OnnxStyle.Cli.Commands;

/// <summary>JSON as commands print it: indented, line feeds, no reflection.</summary>
internal static class JsonText
{
    public static string Write(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) write(json);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}

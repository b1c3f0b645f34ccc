using System.Text;
using System.Text.Json;

namespace OnnxStyle.Transfer;

/// <summary>The losses of a picture under given terms, comparable between any two results.</summary>
public sealed record ScoreReport
{
    /// <summary>The encoder's name.</summary>
    public string Encoder { get; init; } = "";

    /// <summary>The width at which the picture was scored.</summary>
    public int Width { get; init; }

    /// <summary>The height at which the picture was scored.</summary>
    public int Height { get; init; }

    /// <summary>mean((F - P)^2) by layer.</summary>
    public IReadOnlyList<LossValue> Content { get; init; } = [];

    /// <summary>mean over C x C of (G - A)^2, G = F F^T / (H W), by layer.</summary>
    public IReadOnlyList<LossValue> Style { get; init; } = [];

    /// <summary>The weighted sum.</summary>
    public double Total { get; init; }

    /// <summary>The L2 norm of d(total)/d(picture), pixels in [0, 1].</summary>
    public double GradientL2 { get; init; }

    /// <summary>The report as JSON: <c>encoder</c>, <c>width</c>, <c>height</c>, <c>content</c> and <c>style</c> by layer, <c>total</c>, <c>gradient_l2</c>.</summary>
    public string ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("encoder", Encoder);
            json.WriteNumber("width", Width);
            json.WriteNumber("height", Height);
            Write(json, "content", Content);
            Write(json, "style", Style);
            json.WriteNumber("total", Total);
            json.WriteNumber("gradient_l2", GradientL2);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<LossValue> values)
    {
        json.WriteStartObject(name);
        foreach (LossValue value in values) json.WriteNumber(value.Name[(value.Name.LastIndexOf('/') + 1)..], value.Value);
        json.WriteEndObject();
    }
}

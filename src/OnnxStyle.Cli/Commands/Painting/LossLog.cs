using OnnxStyle.Tensors;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>The losses of every iteration in a file of their own.</summary>
internal static class LossLog
{
    /// <summary>Writes CSV or JSON, by the extension.</summary>
    public static void Save(RunReport report, string path) =>
        AtomicFile.WriteAllText(path, Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase) ? Json(report) : report.LogCsv());

    private static string Json(RunReport report) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (LossRow row in report.Log)
        {
            json.WriteStartObject();
            json.WriteNumber("level", row.Level);
            json.WriteNumber("iteration", row.Iteration);
            json.WriteNumber("evaluations", row.Evaluations);
            Number(json, "total", row.Total);
            Number(json, "gradient_l2", row.GradientNorm);
            json.WriteStartObject("losses");
            foreach (LossValue loss in row.Losses) Number(json, loss.Name, loss.Value);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }) + "\n";

    private static void Number(System.Text.Json.Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}

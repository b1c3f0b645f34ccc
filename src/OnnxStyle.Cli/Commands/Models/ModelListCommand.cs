using System.CommandLine;
using System.Globalization;
using OnnxStyle.Networks;

namespace OnnxStyle.Cli.Commands;

/// <summary>The encoders that are here and those that can be fetched.</summary>
internal static class ModelListCommand
{
    private const string Embedded = "encoder";

    public static Command Create(Terminal terminal)
    {
        Option<bool> json = CommonOptions.Json();
        Option<string?> folder = CommonOptions.ModelFolder();
        return new DocumentedCommand(
            "list",
            "List the encoders that are installed and those that can be fetched.",
            "onnxstyle model list",
            "onnxstyle model list --json")
        {
            json,
            folder,
        }.Does(terminal, (parsed, _) =>
        {
            Row[] rows = Rows(parsed.GetValue(folder));
            if (parsed.GetValue(json)) terminal.Out.WriteLine(Json(rows));
            else foreach (Row row in rows) terminal.Out.WriteLine($"{row.Name,-16}  {row.State,-12}  {row.Text}");
            terminal.Note($"Installed models are in {parsed.GetValue(folder) ?? ModelFolder.Default}.");
            return ExitCode.Done;
        });
    }

    private static Row[] Rows(string? folder)
    {
        IReadOnlyList<string> installed = ModelFolder.Installed(folder);
        List<Row> rows = [new(Embedded, "built in", "the small encoder that comes along")];
        foreach (ModelEntry model in ModelCatalogue.Models)
        {
            string megabytes = (model.Bytes / 1e6).ToString("0", CultureInfo.InvariantCulture);
            rows.Add(new(model.Name, installed.Contains(model.Name) ? "installed" : "to fetch", $"{model.Description} (file of {megabytes} MB, {model.Licence})"));
        }

        rows.AddRange(installed.Where(name => rows.TrueForAll(row => row.Name != name)).Select(name => new Row(name, "installed", ModelFolder.PathOf(name, folder))));
        return [.. rows];
    }

    private static string Json(Row[] rows) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (Row row in rows)
        {
            json.WriteStartObject();
            json.WriteString("name", row.Name);
            json.WriteString("state", row.State);
            json.WriteString("description", row.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private sealed record Row(string Name, string State, string Text);
}

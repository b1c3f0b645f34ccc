using System.CommandLine;
using System.Globalization;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Recommender;
using OnnxStyle.Recommender.Postgres;
using OnnxStyle.Tensors;

namespace OnnxStyle.Cli.Commands;

/// <summary>Prints the works that are near a work, with reasons.</summary>
internal static class RecommendQueryCommand
{
    public static Command Create(Terminal terminal)
    {
        RecommendQueryOptionSet options = new();
        Option<bool> json = CommonOptions.Json();
        StoreOptionSet store = new();
        Option<bool> approximate = new("--approximate") { Description = "postgres: search by pgvector's index, which may miss works; `recommend index` prints how many. [default: exact]" };
        DocumentedCommand command = new(
            "query",
            "Print the works nearest to a work: id, distance and the reasons. Distances are 0 (alike) to 2; the search is exact.",
            "onnxstyle recommend query catalogue.index --work A00057",
            "onnxstyle recommend query catalogue.index --work A00057 --top 20 --meta --json",
            "onnxstyle recommend query catalogue.index --work A00057 --text doc2vec --alpha 0.8 --texture 0.2 --scale typical");
        options.AddTo(command);
        command.Add(json);
        store.AddTo(command);
        command.Add(approximate);
        return command.Does(terminal, (parsed, _) =>
        {
            (string path, string id, QueryOptions chosen) = options.Bind(parsed);
            string? connection = store.Bind(parsed);
            if (connection is null && parsed.GetValue(approximate)) throw new OptionsException(nameof(QueryOptions), ["--approximate: no effect without --store postgres"]);
            (IndexedWork work, IReadOnlyList<Recommendation> found) = connection is null ? InFile(path, id, chosen) : InDatabase(connection, path, id, chosen, parsed.GetValue(approximate));
            terminal.Out.WriteLine(parsed.GetValue(json) ? Json(work, found) : Table(found));
            return ExitCode.Done;
        });
    }

    private static (IndexedWork, IReadOnlyList<Recommendation>) InFile(string path, string id, QueryOptions options)
    {
        using ArtIndex index = ArtIndex.Open(path);
        return (index.Work(index.Row(id)), index.Query(id, options));
    }

    private static (IndexedWork, IReadOnlyList<Recommendation>) InDatabase(string connection, string name, string id, QueryOptions options, bool approximate)
    {
        using PostgresStore store = PostgresStore.Open(connection);
        return store.Query(name, id, options, approximate);
    }

    private static string Table(IReadOnlyList<Recommendation> found)
    {
        int widest = found.Select(item => item.Work.Id.Length).DefaultIfEmpty(0).Max();
        return string.Join('\n', found.Select(item => string.Create(CultureInfo.InvariantCulture,
            $"{item.Work.Id.PadRight(widest)}  {item.Distance:0.0000}  {Name(item.Work)}").TrimEnd() + $"\n{new string(' ', widest + 2)}{item.Explanation}"));
    }

    private static string Name(IndexedWork work) => work.Artist.Length == 0 ? work.Title : $"{work.Title} ({work.Artist})";

    private static string Json(IndexedWork work, IReadOnlyList<Recommendation> found) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("work", work.Id);
        json.WriteString("title", work.Title);
        json.WriteStartArray("recommendations");
        foreach (Recommendation item in found)
        {
            json.WriteStartObject();
            json.WriteString("id", item.Work.Id);
            json.WriteString("title", item.Work.Title);
            json.WriteString("artist", item.Work.Artist);
            json.WriteNumber("distance", item.Distance);
            json.WriteStartArray("parts");
            foreach (DistancePart part in item.Parts)
            {
                json.WriteStartObject();
                json.WriteString("name", part.Name);
                json.WriteNumber("weight", part.Weight);
                json.WriteNumber("distance", part.Distance);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("metadataWeight", item.MetadataWeight);
            WriteTexts(json, "sharedKinds", item.SharedKinds);
            WriteTexts(json, "sharedTerms", item.SharedTerms);
            json.WriteString("explanation", item.Explanation);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteTexts(System.Text.Json.Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}

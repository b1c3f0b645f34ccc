using System.Text.Encodings.Web;
using System.Text.Json;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>The key of a survey: which model recommended what. It is a JSON file, kept away from those who answer.</summary>
public static class SurveyKey
{
    private const string Kind = "onnxstyle survey key";

    /// <summary>Writes a key, whole or not at all.</summary>
    /// <exception cref="FileWriteException">It cannot be written.</exception>
    public static void Write(Survey survey, string path)
    {
        ArgumentNullException.ThrowIfNull(survey);
        AtomicFile.Write(path, stream =>
        {
            using Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            json.WriteStartObject();
            json.WriteString("kind", Kind);
            json.WriteString("survey", survey.Id);
            WriteTexts(json, "models", survey.Models);
            json.WriteStartArray("questions");
            foreach (SurveyQuestion question in survey.Questions)
            {
                json.WriteStartObject();
                json.WriteString("id", question.Id);
                json.WriteString("work", question.Work);
                json.WriteNumber("rank", question.Rank);
                if (question.Repeats is not null) json.WriteString("repeats", question.Repeats);
                json.WriteStartArray("pictures");
                foreach (SurveyPicture picture in question.Pictures)
                {
                    json.WriteStartObject();
                    json.WriteString("work", picture.Work);
                    WriteTexts(json, "models", picture.Models);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>Reads a key.</summary>
    /// <exception cref="SurveyFileException">There is no such file, or it is no key, or damaged.</exception>
    public static Survey Read(string path)
    {
        byte[] bytes = SurveyFile.ReadAllBytes(path);
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("kind", out JsonElement kind) || kind.GetString() != Kind) throw NoKey(path);
            Survey survey = new(root.GetProperty("survey").GetString()!, Texts(root, "models"), [.. root.GetProperty("questions").EnumerateArray().Select(Question)]);
            Check(survey, path);
            return survey;
        }
        catch (JsonException error)
        {
            throw new SurveyFileException(path, (int)(error.LineNumber ?? 0) + 1, "is no JSON from here on; the key is the JSON file that `onnxstyle recommend survey make` wrote beside the page", error);
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new SurveyFileException(path, null, $"is a damaged key ({error.Message.TrimEnd('.')}); make the survey again", error);
        }
    }

    private static SurveyFileException NoKey(string path) => new(path, null, "is no key of a survey; the key is the JSON file that `onnxstyle recommend survey make` wrote beside the page");

    private static SurveyQuestion Question(JsonElement question) => new(
        question.GetProperty("id").GetString()!, question.GetProperty("work").GetString()!, question.GetProperty("rank").GetInt32(),
        [.. question.GetProperty("pictures").EnumerateArray().Select(picture => new SurveyPicture(picture.GetProperty("work").GetString()!, Texts(picture, "models")))],
        question.TryGetProperty("repeats", out JsonElement repeats) ? repeats.GetString() : null);

    private static void Check(Survey survey, string path)
    {
        HashSet<string> ids = new(StringComparer.Ordinal), models = new(survey.Models, StringComparer.Ordinal);
        foreach (SurveyQuestion question in survey.Questions)
        {
            string? wrong = !ids.Add(question.Id) ? "stands there twice"
                : question.Pictures.Count != Survey.Choices ? $"has {question.Pictures.Count} pictures, not {Survey.Choices}"
                : question.Pictures.Any(picture => !picture.Models.All(models.Contains)) ? "names a model that the key does not list"
                : question.Repeats is string first && survey.Questions.FirstOrDefault(other => other.Id == first) is var original
                    && (original is null || !original.Pictures.Select(picture => picture.Work).Order(StringComparer.Ordinal).SequenceEqual(question.Pictures.Select(picture => picture.Work).Order(StringComparer.Ordinal))) ? $"repeats '{first}', which does not show the same works"
                : null;
            if (wrong is not null) throw new SurveyFileException(path, null, $"is a damaged key (question '{question.Id}' {wrong}); make the survey again");
        }
    }

    private static string[] Texts(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}

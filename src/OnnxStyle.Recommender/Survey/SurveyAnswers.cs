using System.Globalization;
using System.Text.Json;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>Reads files of answers, JSON or CSV as the page saves them, and refuses what does not belong to a survey.</summary>
public static class SurveyAnswers
{
    private static readonly string[] Columns = ["survey", "participant", "question", "pick", "like1", "like2", "like3"];

    /// <summary>All answers, in the order of the files.</summary>
    /// <exception cref="SurveyFileException">
    /// A file is missing, empty or damaged, answers another survey or a question that this one does not ask, or a person answered a question twice.
    /// </exception>
    public static IReadOnlyList<SurveyAnswer> Read(Survey survey, IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(survey);
        ArgumentNullException.ThrowIfNull(paths);
        HashSet<string> questions = new(survey.Questions.Select(question => question.Id), StringComparer.Ordinal);
        Dictionary<(string, string), SurveyAnswer> given = [];
        foreach (string path in paths)
        {
            byte[] bytes = SurveyFile.ReadAllBytes(path);
            int before = given.Count;
            foreach (SurveyAnswer answer in bytes.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'{', ..] ? FromJson(bytes, survey.Id, path) : FromCsv(bytes, survey.Id, path))
            {
                if (!questions.Contains(answer.Question)) throw new SurveyFileException(path, answer.Line, $"answers the question '{answer.Question}', which this survey does not ask; was it made by another key?");
                if (given.TryGetValue((answer.Participant, answer.Question), out SurveyAnswer? first))
                    throw new SurveyFileException(path, answer.Line, $"'{answer.Participant}' answers the question '{answer.Question}' again, after '{first.Path}', line {first.Line}; leave one of the two out");
                given.Add((answer.Participant, answer.Question), answer);
            }

            if (given.Count == before) throw new SurveyFileException(path, null, "holds no answers; leave it out");
        }

        return [.. given.Values];
    }

    private static List<SurveyAnswer> FromCsv(byte[] bytes, string survey, string path)
    {
        List<SurveyAnswer> answers = [];
        int[]? at = null;
        foreach (CsvRecord record in CsvReader.Read(bytes))
        {
            if (record.Problem is not null) throw new SurveyFileException(path, record.Line, record.Problem);
            if (at is null)
            {
                at = [.. Columns.Select(column => record.Fields.ToList().IndexOf(column))];
                if (at.Contains(-1)) throw new SurveyFileException(path, record.Line, $"has no column '{Columns[Array.IndexOf(at, -1)]}'; answers are the JSON or CSV file that the survey's page saves");
                continue;
            }

            if (record.Fields.Count <= at.Max()) throw new SurveyFileException(path, record.Line, $"has {record.Fields.Count} fields; {at.Max() + 1} or more are expected");
            string[] fields = [.. at.Select(column => record.Fields[column])];
            answers.Add(Answer(survey, path, record.Line, fields[0], fields[1], fields[2], fields[3], fields[4..]));
        }

        return answers;
    }

    private static List<SurveyAnswer> FromJson(byte[] bytes, string survey, string path)
    {
        List<(JsonElement Element, int Line)> elements = [];
        string? of = null, participant = null;
        try
        {
            Utf8JsonReader reader = new(bytes);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string? name = reader.GetString();
                reader.Read();
                if (name == "survey") of = reader.GetString();
                else if (name == "participant") participant = reader.GetString();
                else if (name != "answers") reader.Skip();
                else if (reader.TokenType != JsonTokenType.StartArray) throw new SurveyFileException(path, LineAt(bytes, reader.TokenStartIndex), "'answers' is no list; save the answers again from the survey's page");
                else
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    {
                        int line = LineAt(bytes, reader.TokenStartIndex);
                        elements.Add((JsonElement.ParseValue(ref reader), line));
                    }
            }

            while (reader.Read()) reader.Skip();
        }
        catch (JsonException error)
        {
            throw new SurveyFileException(path, (int)(error.LineNumber ?? 0) + 1, "is no JSON from here on; save the answers again from the survey's page", error);
        }
        catch (InvalidOperationException error)
        {
            throw new SurveyFileException(path, null, $"is no file of answers ({error.Message.TrimEnd('.')}); save the answers again from the survey's page", error);
        }

        if (of is null || participant is null) throw new SurveyFileException(path, null, $"names no {(of is null ? "survey" : "participant")}; answers are the JSON or CSV file that the survey's page saves");
        return [.. elements.Select(item =>
        {
            if (item.Element.ValueKind != JsonValueKind.Object) throw new SurveyFileException(path, item.Line, "is no answer; save the answers again from the survey's page");
            string[] likes = item.Element.TryGetProperty("likes", out JsonElement list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(like => like.ToString())] : [];
            return Answer(survey, path, item.Line, of, participant, Word(item.Element, "question"), Word(item.Element, "pick"), likes);
        })];
    }

    private static SurveyAnswer Answer(string survey, string path, int line, string of, string participant, string question, string pick, string[] likes)
    {
        if (of != survey) throw new SurveyFileException(path, line, $"answers the survey '{of}'; this is the key of '{survey}'");
        if (participant.Length == 0) throw new SurveyFileException(path, line, "names no participant");
        if (!int.TryParse(pick, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number is < 1 or > Survey.Choices)
            throw new SurveyFileException(path, line, $"picks '{pick}'; expected 1 to {Survey.Choices}");
        bool?[] liked = [.. likes.Select(like => like switch { "1" => true, "0" => false, _ => bool.TryParse(like, out bool value) ? value : (bool?)null })];
        if (liked.Length != Survey.Choices || liked.Contains(null)) throw new SurveyFileException(path, line, $"likes '{string.Join(',', likes)}'; expected {Survey.Choices} times 1 or 0");
        return new SurveyAnswer(participant, question, number - 1, [.. liked.Select(like => like!.Value)], path, line);
    }

    private static string Word(JsonElement answer, string name) => answer.TryGetProperty(name, out JsonElement value) ? value.ToString() : "";

    private static int LineAt(byte[] bytes, long offset) => 1 + bytes.AsSpan(0, (int)offset).Count((byte)'\n');
}

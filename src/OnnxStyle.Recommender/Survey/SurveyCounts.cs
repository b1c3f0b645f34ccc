using System.Globalization;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>Reads tables of counts: CSV with the columns model, likes and total.</summary>
public static class SurveyCounts
{
    private const int Most = 10_000_000;
    private static readonly string[] Columns = ["model", "likes", "total"];

    /// <summary>The models in the order of the file.</summary>
    /// <exception cref="SurveyFileException">The file is missing, empty or no such table, names a model twice, or counts more likes than works.</exception>
    public static IReadOnlyList<(string Model, Proportion Likes)> Read(string path)
    {
        List<(string Model, Proportion Likes)> counts = [];
        int[]? at = null;
        foreach (CsvRecord record in CsvReader.Read(SurveyFile.ReadAllBytes(path)))
        {
            if (record.Problem is not null) throw new SurveyFileException(path, record.Line, record.Problem);
            if (at is null)
            {
                at = [.. Columns.Select(column => record.Fields.ToList().FindIndex(field => field.Trim().Equals(column, StringComparison.OrdinalIgnoreCase)))];
                if (at.Contains(-1)) throw new SurveyFileException(path, record.Line, $"has no column '{Columns[Array.IndexOf(at, -1)]}'; a table of counts begins with model,likes,total");
                continue;
            }

            if (record.Fields.Count <= at.Max()) throw new SurveyFileException(path, record.Line, $"has {record.Fields.Count} fields; {at.Max() + 1} or more are expected");
            string model = record.Fields[at[0]].Trim();
            int[] numbers = [.. at[1..].Select(column => int.TryParse(record.Fields[column].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value <= Most
                ? value : throw new SurveyFileException(path, record.Line, $"counts '{record.Fields[column]}'; expected a whole number, 0 to {Most}"))];
            if (numbers[0] > numbers[1]) throw new SurveyFileException(path, record.Line, $"counts {numbers[0]} likes of {numbers[1]}");
            if (counts.Any(count => count.Model == model)) throw new SurveyFileException(path, record.Line, $"counts the model '{model}' a second time");
            counts.Add((model, new Proportion(numbers[0], numbers[1])));
        }

        return counts.Count > 0 ? counts : throw new SurveyFileException(path, null, "counts no model");
    }
}

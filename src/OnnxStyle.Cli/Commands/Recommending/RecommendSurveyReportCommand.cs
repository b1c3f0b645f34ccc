using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Recommender;
using OnnxStyle.Tensors;

namespace OnnxStyle.Cli.Commands;

/// <summary>Reports what people liked.</summary>
internal static class RecommendSurveyReportCommand
{
    private const double Level = 0.05;

    public static Command Create(Terminal terminal)
    {
        Argument<string?> key = new("KEY") { Description = "The key that `onnxstyle recommend survey make` wrote.", Arity = ArgumentArity.ZeroOrOne };
        Argument<string[]> answers = new("ANSWERS") { Description = "Files of answers that the page saved: .json or .csv, any number.", Arity = ArgumentArity.ZeroOrMore };
        Option<string?> counts = Words.Text("--counts", "FILE", "Report a table of counts instead: CSV with the columns model, likes and total.");
        Option<string?> against = Words.Text("--against", "MODEL", "Hold all models against this one only, such as random: fewer tests find smaller differences. [default: every pair]");
        Option<string?> chart = Words.Text("--output", "FILE", "Draw the like-rates as a chart, too: .svg.", "-o");
        Option<bool> json = CommonOptions.Json();
        DocumentedCommand command = new(
            "report",
            "Report like-rates and picks of each model with Wilson's 95 % intervals, and which differ: McNemar's exact test for likes, the binomial test for picks, p-values by Holm's correction. Answers count as independent.",
            "onnxstyle recommend survey report survey.key.json answers-*.json -o likes.svg",
            "onnxstyle recommend survey report survey.key.json answers-*.csv --against random --json",
            "onnxstyle recommend survey report --counts counts.csv")
        {
            key,
            answers,
            counts,
            against,
            chart,
            json,
        };
        return command.Does(terminal, (parsed, _) =>
        {
            string? table = parsed.GetValue(counts), target = parsed.GetValue(chart), keyFile = parsed.GetValue(key);
            string[] files = parsed.GetValue(answers) ?? [];
            if (table is not null && keyFile is not null) throw new OptionsException("--counts", [$"'{table}' takes the place of a key and answers: leave '{keyFile}' out"]);
            if (table is null && (keyFile is null || files.Length == 0)) throw new OptionsException("KEY ANSWERS", ["name the key of a survey and one or more files of answers, or give --counts FILE"]);
            if (target is not null && !target.EndsWith(".svg", StringComparison.OrdinalIgnoreCase)) throw new OptionsException("--output", [$"'{target}' must end with .svg"]);
            if (target is not null) OutputFile.PrepareFolder(target);
            SurveyReport report = table is not null ? SurveyReport.OfCounts(SurveyCounts.Read(table), parsed.GetValue(against)) : Answered(keyFile!, files, parsed.GetValue(against));
            if (target is not null) SurveyChart.Write(report, target);
            bool asJson = parsed.GetValue(json);
            terminal.Out.WriteLine(asJson ? Json(report) : Table(report));
            if (target is not null && asJson) terminal.Note(target);
            else if (target is not null) terminal.Out.WriteLine(target);
            return ExitCode.Done;
        });
    }

    private static SurveyReport Answered(string key, string[] files, string? against)
    {
        Survey survey = SurveyKey.Read(key);
        return SurveyReport.Of(survey, SurveyAnswers.Read(survey, files), against);
    }

    private static string Table(SurveyReport report)
    {
        StringBuilder text = new();
        int widest = Math.Max(5, report.Models.Max(model => model.Name.Length));
        bool picks = report.Models[0].Picks is not null;
        if (report.People > 0)
            text.Append(CultureInfo.InvariantCulture, $"{report.Answers} answers of {report.People} {(report.People == 1 ? "person" : "people")}").Append(report.Steady.Total == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; asked again, {report.Steady.Rate:0%} of {report.Steady.Total} likes stayed the same")).Append('\n');
        text.Append("model".PadRight(widest)).Append("  liked      rate   95 % interval").Append(picks ? "   picked     rate   95 % interval" : "");
        foreach (SurveyModel model in report.Models) text.Append('\n').Append(model.Name.PadRight(widest)).Append(Cells(model.Likes)).Append(model.Picks is null ? "" : "  " + Cells(model.Picks));
        text.Append('\n').Append(Differences("likes", report.LikesTest, report.Likes, "liked"));
        if (picks) text.Append('\n').Append(Differences("picks", "binomial test, exact", report.Picks, "picked"));
        return text.ToString();
    }

    private static string Cells(Proportion share) => share.Total == 0 ? "  not shown".PadRight(33)
        : $"  {$"{share.Hits}/{share.Total}",-9}" + string.Create(CultureInfo.InvariantCulture, $"  {share.Rate,-5:0.000}  {share.Low:0.000} to {share.High:0.000}");

    private static string Differences(string what, string test, IReadOnlyList<SurveyPair> pairs, string verb)
    {
        SurveyPair[] sure = [.. pairs.Where(pair => pair.Corrected < Level).OrderBy(pair => pair.P)];
        string head = string.Create(CultureInfo.InvariantCulture, $"{what}: {test}, Holm's correction for {pairs.Count} pairs: {(sure.Length == 0 ? "none differs" : sure.Length == 1 ? "1 differs" : $"{sure.Length} differ")} at {Level}");
        return string.Join('\n', sure.Select(pair => string.Create(CultureInfo.InvariantCulture, $"  {pair.First} against {pair.Second}: {verb} {pair.FirstWins} to {pair.SecondWins}, p = {pair.P:0.0e-0}, corrected {pair.Corrected:0.0000}")).Prepend(head));
    }

    private static string Json(SurveyReport report) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("people", report.People);
        json.WriteNumber("answers", report.Answers);
        if (report.Steady.Total > 0) Share(json, "steady", report.Steady);
        json.WriteStartArray("models");
        foreach (SurveyModel model in report.Models)
        {
            json.WriteStartObject();
            json.WriteString("name", model.Name);
            Share(json, "likes", model.Likes);
            if (model.Picks is not null) Share(json, "picks", model.Picks);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("tests");
        Pairs(json, "likes", report.LikesTest, report.Likes);
        if (report.Picks.Count > 0) Pairs(json, "picks", "binomial test, exact", report.Picks);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static void Share(Utf8JsonWriter json, string name, Proportion share)
    {
        json.WriteStartObject(name);
        json.WriteNumber("hits", share.Hits);
        json.WriteNumber("total", share.Total);
        if (share.Total > 0)
        {
            json.WriteNumber("rate", share.Rate);
            json.WriteNumber("low", share.Low);
            json.WriteNumber("high", share.High);
        }

        json.WriteEndObject();
    }

    private static void Pairs(Utf8JsonWriter json, string name, string test, IReadOnlyList<SurveyPair> pairs)
    {
        json.WriteStartObject(name);
        json.WriteString("test", test);
        json.WriteString("correction", "Holm");
        json.WriteStartArray("pairs");
        foreach (SurveyPair pair in pairs)
        {
            json.WriteStartObject();
            json.WriteString("first", pair.First);
            json.WriteString("second", pair.Second);
            json.WriteNumber("firstWins", pair.FirstWins);
            json.WriteNumber("secondWins", pair.SecondWins);
            json.WriteNumber("p", pair.P);
            json.WriteNumber("corrected", pair.Corrected);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}

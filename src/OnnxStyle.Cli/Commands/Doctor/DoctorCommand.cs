using System.CommandLine;
using System.Text.Json;

namespace OnnxStyle.Cli.Commands;

/// <summary>What was found on this machine, what is missing, and what to do about it.</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<bool> json = CommonOptions.Json();
        Option<string?> folder = CommonOptions.ModelFolder();
        return new DocumentedCommand(
            "doctor",
            "Say what was found on this machine (libraries, providers, processors, memory, models), what is missing, and the remedy.",
            "onnxstyle doctor",
            "onnxstyle doctor --json")
        {
            json,
            folder,
        }.Does(terminal, (parsed, _) =>
        {
            IReadOnlyList<Finding> findings = Examination.Run(parsed.GetValue(folder));
            if (parsed.GetValue(json)) terminal.Out.WriteLine(Json(findings));
            else Print(findings, terminal.Out);
            Finding? failure = findings.FirstOrDefault(finding => finding.Verdict == Verdict.Missing);
            return failure?.Failure ?? ExitCode.Done;
        });
    }

    private static void Print(IReadOnlyList<Finding> findings, TextWriter output)
    {
        foreach (Finding finding in findings)
        {
            string mark = finding.Verdict switch { Verdict.Good => "ok", Verdict.Hint => "note", _ => "MISSING" };
            output.WriteLine($"{mark,-8} {finding.Name,-13} {finding.Text}");
            if (finding.Remedy is not null) output.WriteLine($"{"",-8} {"",-13} -> {finding.Remedy}");
        }
    }

    private static string Json(IReadOnlyList<Finding> findings) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("ok", findings.All(finding => finding.Verdict != Verdict.Missing));
        json.WriteStartArray("findings");
        foreach (Finding finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("name", finding.Name);
            json.WriteString("verdict", JsonNamingPolicy.CamelCase.ConvertName(finding.Verdict.ToString()));
            json.WriteString("text", finding.Text);
            if (finding.Remedy is not null) json.WriteString("remedy", finding.Remedy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}

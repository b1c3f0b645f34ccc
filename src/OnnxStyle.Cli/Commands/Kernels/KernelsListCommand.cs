using System.CommandLine;
using OnnxStyle.Kernels.Checks;

namespace OnnxStyle.Cli.Commands;

/// <summary>The devices that kernels run on here, and the kernels.</summary>
internal static class KernelsListCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<bool> json = CommonOptions.Json();
        return new DocumentedCommand(
            "list",
            "List the devices that kernels run on here, and the kernels with the number of their cases.",
            "onnxstyle kernels list",
            "onnxstyle kernels list --json")
        {
            json,
        }.Does(terminal, (parsed, _) =>
        {
            IReadOnlyList<(string Name, string Description)> devices = KernelDevices.List();
            (string Name, int Cases)[] kernels = [.. KernelCases.All.GroupBy(one => one.Kernel).Select(group => (group.Key, group.Count()))];
            if (parsed.GetValue(json)) terminal.Out.WriteLine(Json(devices, kernels));
            else
            {
                foreach ((string name, string description) in devices) terminal.Out.WriteLine($"{name,-16}  {description}");
                foreach ((string name, int cases) in kernels) terminal.Out.WriteLine($"{name,-16}  {cases} cases");
            }

            return ExitCode.Done;
        });
    }

    private static string Json(IReadOnlyList<(string Name, string Description)> devices, (string Name, int Cases)[] kernels) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("devices");
        foreach ((string name, string description) in devices)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("description", description);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("kernels");
        foreach ((string name, int cases) in kernels)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteNumber("cases", cases);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}

using System.CommandLine;

namespace OnnxStyle.Cli.Commands;

/// <summary>Everything about encoders: what there is, fetching, importing, exporting.</summary>
internal static class ModelCommand
{
    public static Command Create(Terminal terminal) => new DocumentedCommand(
        "model",
        "List, fetch, import, inspect and export encoders.",
        "onnxstyle model list",
        "onnxstyle model info encoder")
    {
        ModelListCommand.Create(terminal),
        ModelGetCommand.Create(terminal),
        ModelImportCommand.Create(terminal),
        ModelInfoCommand.Create(terminal),
        ModelExportCommand.Create(terminal),
        ModelNormalizeCommand.Create(terminal),
    };
}

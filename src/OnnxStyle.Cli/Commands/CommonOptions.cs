using System.CommandLine;

namespace OnnxStyle.Cli.Commands;

/// <summary>Options that several commands share. Every call makes a new one: a symbol belongs to one command.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Print JSON instead of a table." };

    public static Option<string?> ModelFolder() => new("--model-folder")
    {
        Description = "The folder of installed models. [default: $ONNXSTYLE_HOME/models, else the user's data folder]",
        HelpName = "FOLDER",
    };
}

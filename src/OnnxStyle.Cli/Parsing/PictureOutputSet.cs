using System.CommandLine;
using OnnxStyle.Cli.Commands;
using OnnxStyle.Tensors;

namespace OnnxStyle.Cli.Parsing;

/// <summary>Where a command that makes one picture of one picture writes it.</summary>
internal sealed class PictureOutputSet(string fallback)
{
    private readonly Option<string?> output = Words.Text("--output", "FILE", $"The picture to write: .png, .jpg, .webp or .tif. A JSON that reports the run is written beside it. [default: {fallback}]", "-o");
    private readonly Option<int?> bitDepth = Words.Whole("--bit-depth", "8|16", "Bits a channel in the picture; 16 for .png and .tif. [default: 8]");
    private readonly Option<string?> log = Words.Text("--log", "FILE", "Write the losses of every iteration, .csv or .json. [default: none; the JSON beside the picture has them]");

    public void AddTo(Command command)
    {
        command.Add(output);
        command.Add(bitDepth);
        command.Add(log);
    }

    /// <exception cref="OptionsException">Values do not work.</exception>
    public PictureRequest Bind(ParseResult parsed, string input)
    {
        List<string> problems = [];
        int depth = parsed.GetValue(bitDepth) ?? 8;
        if (depth is not (8 or 16)) problems.Add($"--bit-depth {depth}: expected 8 or 16");
        string? file = parsed.GetValue(log);
        if (file is not null && Path.GetExtension(file).ToUpperInvariant() is not (".CSV" or ".JSON")) problems.Add($"--log {file}: expected a name that ends with .csv or .json");
        OptionsException.ThrowIfAny("output", problems);
        return new PictureRequest { Input = input, Output = parsed.GetValue(output) ?? fallback, BitDepth = depth, Log = file };
    }
}

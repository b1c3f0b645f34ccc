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

    public IEnumerable<Option> All => [output, bitDepth, log];

    public void AddTo(Command command)
    {
        foreach (Option option in All) command.Add(option);
    }

    /// <exception cref="OptionsException">Values do not work.</exception>
    public PictureRequest Bind(ParseResult parsed, string input)
    {
        List<string> problems = [];
        PictureRequest request = new() { Input = input, Output = parsed.GetValue(output) ?? fallback, BitDepth = parsed.GetValue(bitDepth) ?? 8, Log = parsed.GetValue(log) };
        Check(request.BitDepth, request.Output, request.Log, problems);
        OptionsException.ThrowIfAny("output", problems);
        return request;
    }

    /// <summary>Adds what is wrong with the files that a run would write, before its work is lost to it.</summary>
    public static void Check(int bitDepth, string output, string? log, List<string> problems)
    {
        if (bitDepth is not (8 or 16)) problems.Add($"--bit-depth {bitDepth}: expected 8 or 16");
        if (bitDepth == 16 && Path.GetExtension(output).ToUpperInvariant() is ".JPG" or ".JPEG" or ".WEBP") problems.Add($"--bit-depth 16: {Path.GetExtension(output)} holds 8 bits; take .png or .tif");
        if (log is null) return;
        if (Path.GetExtension(log).ToUpperInvariant() is not (".CSV" or ".JSON")) problems.Add($"--log {log}: expected a name that ends with .csv or .json");
        if (output.Length > 0 && log.Length > 0 && Path.GetFullPath(log) == Path.GetFullPath(Path.ChangeExtension(output, ".json")))
            problems.Add($"--log {log}: the JSON that repeats the run goes there; choose another name");
    }
}

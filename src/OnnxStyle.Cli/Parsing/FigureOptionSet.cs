using System.CommandLine;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options of <c>figure</c> and how they become the library's.</summary>
internal sealed class FigureOptionSet
{
    private static readonly FigureOptions Defaults = new();
    private readonly Argument<string> content = new("CONTENT") { Description = "The photograph." };
    private readonly Argument<string> style = new("STYLE") { Description = "The painting." };
    private readonly Option<string?> output = Words.Text("--output", "FILE", "The sheet to write: .png, .jpg, .webp or .tif. [default: figure.png]", "-o");
    private readonly Option<int?> size = Words.Whole("--size", "N", $"Pixels of the longer side of each picture, 32 to 1024. [default: {Defaults.LongSide}]");
    private readonly Option<int?> iterations = Words.Whole("--iterations", "N", $"Accepted steps of each picture. [default: {Defaults.Iterations}]");
    private readonly Option<string?> weights = Words.Text("--style-weights", "BETA,...", $"One column of paintings for each, one to eight, the weight of the content being 1, in the balanced convention. [default: {string.Join(',', Defaults.StyleWeights)}]");
    private readonly Option<int?> seed = Words.Whole("--seed", "N", $"Where the noise at the start comes from; the same seed gives the same sheet. [default: {Defaults.Seed}]");
    private readonly EngineOptionSet engine = new();

    public void AddTo(Command command)
    {
        command.Add(content);
        command.Add(style);
        foreach (Option option in new Option[] { output, size, iterations, weights, seed }) command.Add(option);
        engine.AddTo(command);
    }

    /// <summary>Words to options and paths. Opens no file.</summary>
    /// <exception cref="Tensors.OptionsException">Values do not work.</exception>
    public (FigureOptions Options, string Content, string Style, string Output) Bind(ParseResult parsed)
    {
        List<string> problems = [];
        FigureOptions options = new()
        {
            Engine = engine.Apply(parsed, Defaults.Engine),
            LongSide = parsed.GetValue(size) ?? Defaults.LongSide,
            Iterations = parsed.GetValue(iterations) ?? Defaults.Iterations,
            StyleWeights = parsed.GetValue(weights) is string list ? LossOptionSet.Numbers(list, problems) : Defaults.StyleWeights,
            Seed = parsed.GetValue(seed) ?? Defaults.Seed,
        };
        Tensors.OptionsException.ThrowIfAny("figure", problems);
        options.Validate();
        return (options, parsed.GetValue(content)!, parsed.GetValue(style)!, parsed.GetValue(output) ?? "figure.png");
    }
}

using System.CommandLine;
using OnnxStyle.Cli.Commands;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options of <c>texture</c> and how they become the library's.</summary>
internal sealed class TextureOptionSet
{
    private static readonly TextureOptions Defaults = new();
    private readonly Argument<string> sample = new("STYLE") { Description = "The sample of the texture." };
    private readonly Option<string?> layers = Words.Text("--layers", "LAYER[=W],...", $"Layers whose Gram matrices come from the sample: conv, relu or pool. [default: {string.Join(',', Defaults.Layers)}]");
    private readonly Option<LossConvention?> convention = Words.Choice("--convention", Words.Conventions, $"What the weights of the layers mean. [default: {Words.Of(Words.Conventions, Defaults.Convention)}]");
    private readonly Option<int?> size = Words.Parsed<int?>("--size", "N[+]", $"The sample is scaled to the area of an N x N square, in pixels, 16 to 16384. [default: {Defaults.AreaSide}]",
        (result, word) => int.TryParse(word.TrimEnd('+'), out int side) ? side : Words.Refuse<int?>(result, "--size", word, "the side of a square in pixels such as 256"));
    private readonly Option<int?> width = Words.Whole("--width", "PIXELS", "Width of the texture, 16 to 16384. [default: the scaled sample's]");
    private readonly Option<int?> height = Words.Whole("--height", "PIXELS", "Height of the texture, 16 to 16384. [default: the scaled sample's]");
    private readonly Option<int?> iterations = Words.Whole("--iterations", "N", $"Accepted steps; the paper's code takes 2000. [default: {Defaults.Iterations}]");
    private readonly Option<Toggle?> matchHistogram = Words.Choice("--match-histogram", Words.OnOff, $"Whether each channel gets the sample's histogram at the end. [default: {(Defaults.MatchHistogram ? "on" : "off")}]");
    private readonly Option<int?> seed = Words.Whole("--seed", "N", $"Where the noise at the start comes from; the same seed gives the same picture. [default: {Defaults.Seed}]");
    private readonly PictureOutputSet output = new("texture.png");
    private readonly OptimizerOptionSet optimizer = new("Whether pixels stay between the sample's smallest and largest value. [default: on]");
    private readonly EngineOptionSet engine = new();

    public void AddTo(Command command)
    {
        command.Add(sample);
        command.Add(layers);
        output.AddTo(command);
        foreach (Option option in new Option[] { convention, size, width, height, iterations, matchHistogram, seed }) command.Add(option);
        optimizer.AddTo(command);
        engine.AddTo(command);
    }

    /// <summary>Words to options and paths. Opens no file.</summary>
    /// <exception cref="Tensors.OptionsException">Values do not work.</exception>
    public (TextureOptions Options, PictureRequest Files) Bind(ParseResult parsed)
    {
        OptimizerChoice choice = optimizer.Apply(parsed, Defaults.Optimizer);
        TextureOptions options = new()
        {
            Engine = engine.Apply(parsed, Defaults.Engine),
            Layers = parsed.GetValue(layers) is string names ? LayerWeight.ParseList(names) : Defaults.Layers,
            Convention = parsed.GetValue(convention) ?? Defaults.Convention,
            AreaSide = parsed.GetValue(size) ?? Defaults.AreaSide,
            Width = parsed.GetValue(width),
            Height = parsed.GetValue(height),
            Iterations = parsed.GetValue(iterations) ?? Defaults.Iterations,
            Optimizer = choice,
            BoxBounds = choice.BoxBounds ?? Defaults.BoxBounds,
            MatchHistogram = parsed.GetValue(matchHistogram) is Toggle match ? match == Toggle.On : Defaults.MatchHistogram,
            Seed = parsed.GetValue(seed) ?? Defaults.Seed,
        };
        options.Validate();
        return (options, output.Bind(parsed, parsed.GetValue(sample)!));
    }
}

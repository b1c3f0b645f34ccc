using System.CommandLine;
using OnnxStyle.Cli.Commands;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options of <c>photo-score</c> and how they become the library's.</summary>
internal sealed class PhotoScoreOptionSet
{
    private static readonly PhotoScoreOptions Defaults = new();
    private readonly Argument<string[]> pictures = new("PICTURES") { Description = "The pictures to judge, made by any program.", Arity = ArgumentArity.OneOrMore, HelpName = "PICTURE..." };
    private readonly Option<string> content = new("--content") { Description = "The photograph they were made from.", HelpName = "FILE", Required = true };
    private readonly Option<string> style = new("--style") { Description = "The photograph with the wanted look.", HelpName = "FILE", Required = true };
    private readonly Option<int?> size = Words.Whole("--size", "N", $"Pixels of the longer side at which everything is judged, 32 to 16384. [default: {Defaults.LongSide}]");
    private readonly Option<string?> styleLayers = Words.Text("--style-layers", "LAYER[=W],...", $"Layers of the style loss. [default: {string.Join(',', Defaults.StyleLayers)}]");
    private readonly Option<double?> epsilon = Words.Number("--matting-epsilon", "EPSILON", $"Regulariser of the Laplacian's colour covariances, above 0. [default: {Defaults.MattingEpsilon}]");
    private readonly Option<bool> json = CommonOptions.Json();
    private readonly LabelOptionSet labels = new();
    private readonly EngineOptionSet engine = new();

    public void AddTo(Command command)
    {
        command.Add(pictures);
        command.Add(content);
        command.Add(style);
        labels.AddTo(command);
        foreach (Option option in new Option[] { size, styleLayers, epsilon, json }) command.Add(option);
        engine.AddTo(command);
    }

    /// <summary>Words to options and paths. Opens no file.</summary>
    /// <exception cref="Tensors.OptionsException">Values do not work.</exception>
    public (PhotoScoreOptions Options, IReadOnlyList<string> Pictures, PhotoRequest Files, bool Json) Bind(ParseResult parsed)
    {
        PhotoScoreOptions options = new()
        {
            Engine = engine.Apply(parsed, Defaults.Engine),
            StyleLayers = parsed.GetValue(styleLayers) is string layers ? LayerWeight.ParseList(layers) : Defaults.StyleLayers,
            LongSide = parsed.GetValue(size) ?? Defaults.LongSide,
            MattingEpsilon = parsed.GetValue(epsilon) ?? Defaults.MattingEpsilon,
        };
        options.Validate();
        PhotoRequest files = new() { Content = parsed.GetValue(content)!, Style = parsed.GetValue(style)! };
        return (options, parsed.GetValue(pictures) ?? [], labels.Apply(parsed, files), parsed.GetValue(json));
    }
}

using System.CommandLine;
using OnnxStyle.Imaging;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options of <c>score</c> and how they become the library's.</summary>
internal sealed class ScoreOptionSet
{
    private static readonly ScoreOptions Defaults = new();
    private readonly Argument<string> picture = new("PICTURE") { Description = "The picture to score, made by any program." };
    private readonly Option<string> content = new("--content") { Description = "The photograph; it is scaled to the picture's size.", HelpName = "FILE", Required = true };
    private readonly Option<string> style = new("--style") { Description = "The painting.", HelpName = "FILE", Required = true };
    private readonly Option<ImageSize?> size = Words.Parsed<ImageSize?>("--size", "native|N", "Pixels to which the longer side of picture and style are scaled first, 16 to 16384; native: as they are. [default: native]",
        (result, word) => ImageSize.TryParse(word, out ImageSize? value) && (value == ImageSize.Native || Side(value) is not null) ? value : Words.Refuse<ImageSize?>(result, "--size", word, "native or pixels of the longer side such as 512"));
    private readonly Option<string?> contentLayers = Words.Text("--content-layers", "LAYER[=W],...", $"Layers of the content, or none; conv4_2 is before the ReLU, relu4_2 after it. [default: {string.Join(',', Defaults.ContentLayers)}]");
    private readonly Option<string?> styleLayers = Words.Text("--style-layers", "LAYER[=W],...", $"Layers of the style, or none. [default: {string.Join(',', Defaults.StyleLayers)}]");
    private readonly Option<LossConvention?> convention = Words.Choice("--convention", Words.Conventions, $"What the weights of total mean; the losses by layer are inner in any case. [default: {Words.Of(Words.Conventions, Defaults.Convention)}]");
    private readonly Option<double?> contentWeight = Words.Number("--content-weight", "ALPHA", $"Weight of the content in total. [default: {Defaults.ContentWeight}]");
    private readonly Option<double?> styleWeight = Words.Number("--style-weight", "BETA", $"Weight of the style in total. [default: {Defaults.StyleWeight}]");
    private readonly EngineOptionSet engine = new();

    public void AddTo(Command command)
    {
        command.Add(picture);
        foreach (Option option in new Option[] { content, style, size, contentLayers, styleLayers, convention, contentWeight, styleWeight }) command.Add(option);
        engine.AddTo(command);
    }

    /// <summary>Words to options and paths. Opens no file.</summary>
    /// <exception cref="Tensors.OptionsException">Values do not work.</exception>
    public (ScoreOptions Options, string Picture, string Content, string Style) Bind(ParseResult parsed)
    {
        ScoreOptions options = new()
        {
            Engine = engine.Apply(parsed, Defaults.Engine),
            ContentLayers = parsed.GetValue(contentLayers) is string c ? LossOptionSet.Layers(c) : Defaults.ContentLayers,
            StyleLayers = parsed.GetValue(styleLayers) is string s ? LossOptionSet.Layers(s) : Defaults.StyleLayers,
            Convention = parsed.GetValue(convention) ?? Defaults.Convention,
            ContentWeight = parsed.GetValue(contentWeight) ?? Defaults.ContentWeight,
            StyleWeight = parsed.GetValue(styleWeight) ?? Defaults.StyleWeight,
            Size = parsed.GetValue(size) is ImageSize wish ? Side(wish) : null,
        };
        options.Validate();
        return (options, parsed.GetValue(picture)!, parsed.GetValue(content)!, parsed.GetValue(style)!);
    }

    private static int? Side(ImageSize? wish) => int.TryParse(wish?.ToString(), out int side) ? side : null;
}

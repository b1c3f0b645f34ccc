using System.CommandLine;
using OnnxStyle.Recommender;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options by which works are compared, for every command that does.</summary>
internal sealed class WeighingOptionSet
{
    private static readonly QueryOptions Defaults = new();
    private static readonly (string, TextMethod)[] Texts = [("tfidf", TextMethod.TfIdf), ("doc2vec", TextMethod.Doc2Vec)];
    private static readonly (string, PictureMethod)[] Pictures = [("encoder", PictureMethod.Encoder), ("palette", PictureMethod.Palette)];
    public static readonly (string, DistanceScale)[] Scales = [("raw", DistanceScale.Raw), ("typical", DistanceScale.Typical)];
    private readonly Option<TextMethod?> text = Words.Choice("--text", Texts, $"By which vectors texts are compared; doc2vec where the index was made with --doc2vec. [default: {Words.Of(Texts, Defaults.Text)}]");
    private readonly Option<PictureMethod?> picture = Words.Choice("--picture", Pictures, $"By which vectors pictures are compared. [default: {Words.Of(Pictures, Defaults.Picture)}]");
    private readonly Option<double?> alpha = Words.Number("--alpha", "A", "Weight of the text against the picture, 0 to 1. [default: 0.5 where the index has both]");
    private readonly Option<double?> texture = Words.Number("--texture", "T", $"Weight of the texture against both, 0 to 1. [default: {Defaults.Texture}]");
    private readonly Option<DistanceScale?> scale = Words.Choice("--scale", Scales, $"raw: distances are added as they are; typical: each divided by its mean between the works. [default: {Words.Of(Scales, Defaults.Scale)}]");
    private readonly Option<bool> metadata = new("--meta") { Description = "Multiply each distance by the weight of the metadata that the two works share." };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { text, picture, alpha, texture, scale, metadata }) command.Add(option);
    }

    public QueryOptions Apply(ParseResult parsed, QueryOptions options) => options with
    {
        Text = parsed.GetValue(text) ?? options.Text,
        Picture = parsed.GetValue(picture) ?? options.Picture,
        Alpha = parsed.GetValue(alpha) ?? options.Alpha,
        Texture = parsed.GetValue(texture) ?? options.Texture,
        Scale = parsed.GetValue(scale) ?? options.Scale,
        Metadata = parsed.GetValue(metadata),
    };
}

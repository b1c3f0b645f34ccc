using System.CommandLine;
using OnnxStyle.Cli.Commands;
using OnnxStyle.Tensors;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Parsing;

/// <summary>Regions and frozen pixels.</summary>
internal sealed class MaskOptionSet
{
    private static readonly StylizeOptions Defaults = new();
    private readonly Option<string[]> contentMask = Words.Texts("--content-mask", "FILE", "A region of the content, white inside; may stand several times. [default: none]");
    private readonly Option<string[]> styleMask = Words.Texts("--style-mask", "FILE", "The same region in the style, in the same order; with as many masks as styles, one each, else all of the first style. [default: none]");
    private readonly Option<bool> labels = new("--mask-labels") { Description = "The masks are maps of labels: equal colours are equal regions. One map for the content, one for each style. [default: off]" };
    private readonly Option<GuideMode?> maskMode = Words.Choice("--mask-mode", Words.GuideModes, $"Which positions of a layer belong to a region: scaled, those that see any of it, or only it, or by the share that they see. [default: {Words.Of(Words.GuideModes, Defaults.GuideMode)}]");
    private readonly Option<string?> freeze = Words.Text("--freeze", "FILE", "A mask of pixels that stay the content's. [default: none]");

    public IEnumerable<Option> All => [contentMask, styleMask, labels, maskMode, freeze];

    /// <summary>The one that changes how regions are painted, not which there are.</summary>
    public Option ModeOption => maskMode;

    public void AddTo(Command command)
    {
        foreach (Option option in All) command.Add(option);
    }

    /// <summary>How masks are carried to the layers, or null.</summary>
    public GuideMode? Mode(ParseResult parsed) => parsed.GetValue(maskMode);

    /// <summary>Masks that the command line names replace all that the request has.</summary>
    /// <exception cref="OptionsException">The masks do not go together.</exception>
    public StylizeRequest Apply(ParseResult parsed, StylizeRequest request)
    {
        string[] contents = parsed.GetValue(contentMask) ?? [], styles = parsed.GetValue(styleMask) ?? [];
        bool byLabel = parsed.GetValue(labels);
        List<string> problems = [];
        if (!byLabel && contents.Length != styles.Length) problems.Add($"--content-mask stands {contents.Length} times and --style-mask {styles.Length} times: expected the same number");
        if (byLabel && (contents.Length != 1 || styles.Length == 0)) problems.Add("--mask-labels needs one --content-mask and one --style-mask for each style");
        OptionsException.ThrowIfAny("masks", problems);
        bool masked = contents.Length > 0, frozen = parsed.GetValue(freeze) is not null;
        request = request with
        {
            Freeze = parsed.GetValue(freeze) ?? request.Freeze,
            Recorded = [.. request.Recorded.Where(input => !((masked && input.Role.StartsWith("region", StringComparison.Ordinal)) || (frozen && input.Role == "frozen")))],
        };
        return contents.Length == 0 ? request : request with { ContentMasks = contents, StyleMasks = styles, Labels = byLabel };
    }
}

using System.CommandLine;
using OnnxStyle.Cli.Commands;
using OnnxStyle.Tensors;

namespace OnnxStyle.Cli.Parsing;

/// <summary>Maps of classes of two photographs.</summary>
internal sealed class LabelOptionSet
{
    private readonly Option<string?> contentMask = Words.Text("--content-mask", "FILE", "A map of the content's classes: equal colours in both masks are equal classes. Any size of the content's shape. [default: none, all is one class]");
    private readonly Option<string?> styleMask = Words.Text("--style-mask", "FILE", "The map of the style's classes. [default: none]");
    private readonly Option<string?> labels = Words.Text("--labels", "deep-photo|grey|exact|FILE.json",
        $"What the masks' colours mean: the paper's nine (blue, green, black, white, red, yellow, grey, light blue, purple; soft borders are cleaned), grey levels, each colour exactly, or a palette such as {{\"sky\": \"#0000ff\", \"sea\": [0, 128, 255]}}. At most 64 classes. [default: {MaskLabels.Default}]");

    public void AddTo(Command command)
    {
        command.Add(contentMask);
        command.Add(styleMask);
        command.Add(labels);
    }

    /// <exception cref="OptionsException">One mask stands without the other, or labels without masks.</exception>
    public PhotoRequest Apply(ParseResult parsed, PhotoRequest request)
    {
        string? content = parsed.GetValue(contentMask), style = parsed.GetValue(styleMask), palette = parsed.GetValue(labels);
        List<string> problems = [];
        if (content is null != style is null) problems.Add($"{(content is null ? "--style-mask" : "--content-mask")} stands alone: give {(content is null ? "--content-mask" : "--style-mask")}, too");
        if (palette is not null && content is null && request.ContentMask is null) problems.Add("--labels says what the colours of masks mean: give --content-mask and --style-mask, too");
        if (palette is not null && palette is not (MaskLabels.Default or MaskLabels.Grey or MaskLabels.Exact) && !palette.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            problems.Add($"--labels {palette}: expected {MaskLabels.Default}, {MaskLabels.Grey}, {MaskLabels.Exact} or a .json file");
        OptionsException.ThrowIfAny("masks", problems);
        request = request with { Labels = palette ?? request.Labels };
        return content is null ? request : request with { ContentMask = content, StyleMask = style };
    }
}

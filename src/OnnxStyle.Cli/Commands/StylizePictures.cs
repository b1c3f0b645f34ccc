using OnnxStyle.Imaging;
using OnnxStyle.Tensors;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>Opens the pictures of a request, and settles what only they can tell: sizes.</summary>
internal static class StylizePictures
{
    public static (StylizeInputs Inputs, StylizeRequest Request) Load(StylizeRequest request, Terminal terminal)
    {
        if (request.Content.Length == 0 || request.Styles.Count == 0)
            throw new OptionsException("stylize", ["the run does not say where its pictures are: name CONTENT and STYLE"]);
        bool exact = request.Size is ImageSize size && size.ToString().Contains('x', StringComparison.Ordinal);
        Image content = ImageFile.Load(request.Content, exact ? new ImageLoadOptions { Size = request.Size! } : null);
        Dictionary<string, string> paths = new(StringComparer.Ordinal) { ["content"] = PreviousRun.PathBeside(request.Output, request.Content) };
        List<Image> styles = [];
        foreach (string path in request.Styles)
        {
            paths[$"style{styles.Count}"] = PreviousRun.PathBeside(request.Output, path);
            styles.Add(ImageFile.Load(path));
        }

        if (request.Start is not null) paths["start"] = PreviousRun.PathBeside(request.Output, request.Start);
        if (request.Freeze is not null) paths["frozen"] = PreviousRun.PathBeside(request.Output, request.Freeze);
        StylizeInputs inputs = new()
        {
            Content = content,
            Styles = styles,
            Start = request.Options.Start == Initialization.File && request.Start is not null ? ImageFile.Load(request.Start) : null,
            Frozen = request.Freeze is null ? null : ImageFile.LoadMask(request.Freeze),
            Regions = Regions(request, terminal),
            Paths = paths,
        };
        StylizeOptions options = request.Options;
        if (request.Size is not null) options = options with { LongSide = Math.Max(content.Width, content.Height), AreaSide = null };
        if (request.Scales is int scales and > 1)
        {
            (int width, int height) = options.AreaSide is int side ? ImageResize.FitArea(content.Width, content.Height, side) : ImageResize.FitLongSide(content.Width, content.Height, options.LongSide);
            options = options with { SmallestSide = Math.Max(16, (int)Math.Ceiling(Math.Max(width, height) / Math.Pow(2, (scales - 1) / 2.0))) };
        }

        return (inputs, request with { Options = options });
    }

    private static List<StyleRegion> Regions(StylizeRequest request, Terminal terminal)
    {
        List<StyleRegion> regions = [];
        if (request.Labels)
        {
            LabelMap content = ImageFile.LoadLabels(request.ContentMasks[0]);
            for (int i = 0; i < request.StyleMasks.Count; i++)
            {
                (IReadOnlyList<StyleRegion> found, IReadOnlyList<string> remarks) = StyleRegion.FromLabels(content, ImageFile.LoadLabels(request.StyleMasks[i]), i);
                regions.AddRange(found.Select(region => region with { Name = request.StyleMasks.Count > 1 ? $"{region.Name} of style {i}" : region.Name }));
                foreach (string remark in remarks) terminal.Note($"Note: {remark}.");
            }

            return regions;
        }

        for (int i = 0; i < request.ContentMasks.Count; i++)
        {
            regions.Add(new StyleRegion
            {
                Name = $"region{i}",
                Content = ImageFile.LoadMask(request.ContentMasks[i]),
                Style = ImageFile.LoadMask(request.StyleMasks[i]),
                StyleIndex = request.ContentMasks.Count == request.Styles.Count ? i : 0,
            });
        }

        return regions;
    }
}

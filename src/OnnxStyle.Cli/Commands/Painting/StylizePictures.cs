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
        if (request.Options.Start == Initialization.File && request.Start is string start && !File.Exists(start))
            throw new InputFileException(start, "there is no such file to start from; --init takes content, noise, style or the path of a picture");
        bool exact = request.Size is ImageSize size && size.ToString().Contains('x', StringComparison.Ordinal);
        Image content = ImageFile.Load(request.Content, exact ? new ImageLoadOptions { Size = request.Size! } : null);
        if (request.Recorded.FirstOrDefault(input => input.Role == "content") is InputPicture then && (then.Width, then.Height) != (content.Width, content.Height))
            content = ImageFile.Load(request.Content, new ImageLoadOptions { Size = ImageSize.Exact(then.Width, then.Height) }); // --size WxH had stretched it
        Dictionary<string, string> paths = new(StringComparer.Ordinal) { ["content"] = PreviousRun.PathBeside(request.Output, request.Content) };
        List<Image> styles = [];
        foreach (string path in request.Styles)
        {
            paths[$"style{styles.Count}"] = PreviousRun.PathBeside(request.Output, path);
            styles.Add(ImageFile.Load(path));
        }

        if (request.Start is not null) paths["start"] = PreviousRun.PathBeside(request.Output, request.Start);
        if (request.Freeze is not null) paths["frozen"] = PreviousRun.PathBeside(request.Output, request.Freeze);
        (List<StyleRegion> regions, IEnumerable<(string Role, string Path)> masks) = Regions(request, terminal);
        foreach ((string role, string path) in masks) paths[role] = PreviousRun.PathBeside(request.Output, path);
        StylizeInputs inputs = new()
        {
            Content = content,
            Styles = styles,
            Start = request.Options.Start == Initialization.File && request.Start is not null ? ImageFile.Load(request.Start) : null,
            Frozen = request.Freeze is null ? null : ImageFile.LoadMask(request.Freeze),
            Regions = regions,
            Paths = paths,
        };
        StylizeOptions options = request.Options;
        if (request.Size is not null) options = options with { LongSide = Math.Max(content.Width, content.Height), AreaSide = null };
        if (request.Scales is int scales and > 1)
        {
            (int width, int height) = options.AreaSide is int side ? ImageResize.FitArea(content.Width, content.Height, side) : ImageResize.FitLongSide(content.Width, content.Height, options.LongSide);
            options = options with { SmallestSide = Math.Max(16, (int)(Math.Max(width, height) / Math.Pow(2, (scales - 1) / 2.0))) };
        }

        return (inputs, request with { Options = options });
    }

    private static (List<StyleRegion> Regions, IEnumerable<(string Role, string Path)> Masks) Regions(StylizeRequest request, Terminal terminal)
    {
        List<StyleRegion> regions = [];
        List<(string Role, string Path)> masks = [];
        void Add(StyleRegion region, string contentMask, string styleMask)
        {
            regions.Add(region);
            masks.Add((StylizeInputs.RegionRole(region, style: false), contentMask));
            masks.Add((StylizeInputs.RegionRole(region, style: true), styleMask));
        }

        if (request.Labels)
        {
            LabelMap content = ImageFile.LoadLabels(request.ContentMasks[0]);
            for (int i = 0; i < request.StyleMasks.Count; i++)
            {
                (IReadOnlyList<StyleRegion> found, IReadOnlyList<string> remarks) = StyleRegion.FromLabels(content, ImageFile.LoadLabels(request.StyleMasks[i]), i);
                foreach (StyleRegion region in found)
                    Add(region with { Name = request.StyleMasks.Count > 1 ? $"{region.Name} of style {i}" : region.Name }, request.ContentMasks[0], request.StyleMasks[i]);
                foreach (string remark in remarks) terminal.Note($"Note: {remark}.");
            }

            return (regions, masks);
        }

        for (int i = 0; i < request.ContentMasks.Count; i++)
        {
            StyleRegion region = new()
            {
                Name = $"region{i}",
                Content = ImageFile.LoadMask(request.ContentMasks[i]),
                Style = ImageFile.LoadMask(request.StyleMasks[i]),
                StyleIndex = request.ContentMasks.Count == request.Styles.Count ? i : 0,
            };
            Add(region, request.ContentMasks[i], request.StyleMasks[i]);
        }

        return (regions, masks);
    }
}

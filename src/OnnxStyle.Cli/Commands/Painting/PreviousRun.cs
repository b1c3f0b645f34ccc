using OnnxStyle.Tensors;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>A run that is repeated or resumed: where its pictures are.</summary>
internal static class PreviousRun
{
    private const string Region = "region ", OfContent = " of the content", Label = "region label";

    /// <summary>The request that repeats a run, from the JSON beside its picture or from options alone.</summary>
    /// <exception cref="InputFileException">There is no such file, or it is neither.</exception>
    public static StylizeRequest Repeat(string path)
    {
        string json = InputFileException.ReadAllText(path);
        try
        {
            StylizeRequest request = new() { Options = StylizeOptions.FromJson(json) };
            if (!json.Contains("\"encoderSha256\"", StringComparison.Ordinal)) return request;
            RunReport report = RunReport.FromJson(json);
            if (report.Method != "stylize") throw new InputFileException(path, $"is the report of {report.Method}: expected that of stylize");
            return WithPictures(request with { BitDepth = report.BitDepth }, report.Inputs, path);
        }
        catch (OptionsException error)
        {
            throw new InputFileException(path, $"{string.Join("; ", error.Problems)}; name the JSON beside a picture that stylize made", error);
        }
    }

    /// <summary>Fills in pictures that the command line does not name. Their paths are relative to the folder of the file, so that both can move together.</summary>
    public static StylizeRequest WithPictures(StylizeRequest request, IReadOnlyList<InputPicture> inputs, string beside)
    {
        string Near(InputPicture input) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(beside))!, input.Path!) is string near && File.Exists(near) ? near : input.Path!;
        InputPicture[] found = [.. inputs.Where(input => input.Path is not null)];
        string? Find(string role) => found.FirstOrDefault(input => input.Role == role) is InputPicture input ? Near(input) : null;
        bool labels = found.Any(input => input.Role.StartsWith(Label, StringComparison.Ordinal));
        List<string> Masks(bool content) => [.. found
            .Where(input => input.Role.StartsWith(Region, StringComparison.Ordinal) && input.Role.EndsWith(OfContent, StringComparison.Ordinal) == content)
            .DistinctBy(input => labels ? input.Role[(input.Role.LastIndexOf(' ') + 1)..] : input.Role) // a map of labels is one file for many regions
            .Select(Near)];
        bool masked = request.ContentMasks.Count > 0;
        return request with
        {
            Recorded = inputs,
            Content = request.Content.Length > 0 ? request.Content : Find("content") ?? "",
            Styles = request.Styles.Count > 0 ? request.Styles
                : [.. found.Where(input => input.Role.StartsWith("style", StringComparison.Ordinal) && int.TryParse(input.Role[5..], out _)).Select(Near)],
            Start = request.Start ?? Find("start"),
            Freeze = request.Freeze ?? Find("frozen"),
            Labels = masked ? request.Labels : labels,
            ContentMasks = masked ? request.ContentMasks : Masks(content: true),
            StyleMasks = masked ? request.StyleMasks : Masks(content: false),
        };
    }

    /// <summary>The pictures of the earlier run that are missing here, or that hold something else.</summary>
    public static IEnumerable<string> Differences(IReadOnlyList<InputPicture> then, IReadOnlyList<InputPicture> now) =>
        from input in then
        let same = now.FirstOrDefault(other => other.Role == input.Role)
        where same?.Sha256 != input.Sha256
        select same is null ? $"{input.Role} was in the repeated run and is not in this one" : $"{input.Role} is not the picture of the repeated run";

    /// <summary>A path as it goes into a file beside <paramref name="output"/>.</summary>
    public static string PathBeside(string output, string path) =>
        Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(output))!, Path.GetFullPath(path)).Replace('\\', '/');
}

using OnnxStyle.Tensors;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>A run that is repeated or resumed: where its pictures are.</summary>
internal static class PreviousRun
{
    private const string Region = "region ", OfContent = " of the content", Label = "region label";

    /// <summary>The request that repeats a run, from the JSON beside its picture or from options alone.</summary>
    /// <exception cref="InputFileException">There is no such file, or it is neither.</exception>
    public static StylizeRequest Repeat(string path) => Repeat(
        path, "stylize", json => new StylizeRequest { Options = StylizeOptions.FromJson(json) },
        (request, report) => WithPictures(request with { BitDepth = report.BitDepth }, report.Inputs, path));

    /// <summary>The same for any method.</summary>
    /// <param name="path">The JSON.</param>
    /// <param name="method">The method as reports name it.</param>
    /// <param name="read">The request with the options of the JSON.</param>
    /// <param name="fill">The request with what the report of a run says beside them.</param>
    /// <exception cref="InputFileException">There is no such file, or it is neither a report of the method nor its options.</exception>
    public static T Repeat<T>(string path, string method, Func<string, T> read, Func<T, RunReport, T> fill)
    {
        string json = InputFileException.ReadAllText(path);
        try
        {
            T request = read(json);
            if (!json.Contains("\"encoderSha256\"", StringComparison.Ordinal)) return request;
            RunReport report = RunReport.FromJson(json);
            return report.Method == method ? fill(request, report) : throw new InputFileException(path, $"is the report of {report.Method}: expected that of {method}");
        }
        catch (OptionsException error)
        {
            throw new InputFileException(path, $"{string.Join("; ", error.Problems)}; name the JSON beside a picture that {method} made", error);
        }
    }

    /// <summary>Fills in pictures that the command line does not name. Their paths are relative to the folder of the file, so that both can move together.</summary>
    public static StylizeRequest WithPictures(StylizeRequest request, IReadOnlyList<InputPicture> inputs, string beside)
    {
        string Near(InputPicture input) => PathFrom(beside, input.Path!);
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

    /// <summary>A path that a file names: from the folder of that file if there is something, else as it stands.</summary>
    public static string PathFrom(string beside, string path) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(beside))!, path) is string near && File.Exists(near) ? near : path;

    /// <summary>A path as it goes into a file beside <paramref name="output"/>.</summary>
    public static string PathBeside(string output, string path) =>
        Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(output))!, Path.GetFullPath(path)).Replace('\\', '/');
}

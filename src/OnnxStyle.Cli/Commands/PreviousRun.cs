using OnnxStyle.Tensors;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>A run that is repeated or resumed: where its pictures are.</summary>
internal static class PreviousRun
{
    /// <summary>The request that repeats a run, from the JSON beside its picture or from options alone.</summary>
    /// <exception cref="InputFileException">There is no such file.</exception>
    /// <exception cref="OptionsException">The file is neither.</exception>
    public static StylizeRequest Repeat(string path)
    {
        string json = InputFileException.ReadAllText(path);
        StylizeRequest request = new() { Options = StylizeOptions.FromJson(json) };
        return json.Contains("\"encoderSha256\"", StringComparison.Ordinal) ? WithPictures(request, RunReport.FromJson(json).Inputs, path) : request;
    }

    /// <summary>Fills in pictures that the command line does not name. Their paths are relative to the folder of the file, so that both can move together.</summary>
    public static StylizeRequest WithPictures(StylizeRequest request, IReadOnlyList<InputPicture> inputs, string beside)
    {
        string? Find(string role) => inputs.FirstOrDefault(input => input.Role == role)?.Path is not string path ? null
            : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(beside))!, path) is string near && File.Exists(near) ? near : path;
        return request with
        {
            Content = request.Content.Length > 0 ? request.Content : Find("content") ?? "",
            Styles = request.Styles.Count > 0 ? request.Styles
                : [.. inputs.Where(input => input.Role.StartsWith("style", StringComparison.Ordinal) && int.TryParse(input.Role[5..], out _)).Select(input => Find(input.Role) ?? "").Where(path => path.Length > 0)],
            Start = request.Start ?? Find("start"),
            Freeze = request.Freeze ?? Find("frozen"),
        };
    }

    /// <summary>A path as it goes into a file beside <paramref name="output"/>.</summary>
    public static string PathBeside(string output, string path) =>
        Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(output))!, Path.GetFullPath(path)).Replace('\\', '/');
}

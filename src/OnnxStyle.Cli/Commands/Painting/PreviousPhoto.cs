using OnnxStyle.Tensors;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>A run of <c>photo</c> that is repeated.</summary>
internal static class PreviousPhoto
{
    /// <summary>The request that repeats a run, from the JSON beside its picture or from options alone. Paths are relative to the folder of the file.</summary>
    /// <exception cref="InputFileException">There is no such file, or it is neither.</exception>
    public static PhotoRequest Repeat(string path)
    {
        string json = InputFileException.ReadAllText(path);
        try
        {
            PhotoRequest request = new() { Options = PhotoOptions.FromJson(json) };
            if (!json.Contains("\"encoderSha256\"", StringComparison.Ordinal)) return request;
            RunReport report = RunReport.FromJson(json);
            if (report.Method != "photo") throw new InputFileException(path, $"is the report of {report.Method}: expected that of photo");
            return request with
            {
                Content = Find(report, "content", path) ?? "",
                Style = Find(report, "style", path) ?? "",
                ContentMask = Find(report, "content mask", path),
                StyleMask = Find(report, "style mask", path),
                Stylised = Find(report, "stylised", path),
                BitDepth = report.BitDepth,
                Recorded = report.Inputs,
            };
        }
        catch (OptionsException error)
        {
            throw new InputFileException(path, $"{string.Join("; ", error.Problems)}; name the JSON beside a picture that photo made", error);
        }
    }

    private static string? Find(RunReport report, string role, string beside)
    {
        if (report.Inputs.FirstOrDefault(input => input.Role == role)?.Path is not string path) return null;
        string near = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(beside))!, path);
        return File.Exists(near) ? near : path;
    }
}

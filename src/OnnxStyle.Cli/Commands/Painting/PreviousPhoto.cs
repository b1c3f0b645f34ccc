using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>A run of <c>photo</c> that is repeated.</summary>
internal static class PreviousPhoto
{
    /// <summary>The request that repeats a run, from the JSON beside its picture or from options alone. Paths are relative to the folder of the file.</summary>
    /// <exception cref="InputFileException">There is no such file, or it is neither.</exception>
    public static PhotoRequest Repeat(string path) => PreviousRun.Repeat(path, "photo", json => new PhotoRequest { Options = PhotoOptions.FromJson(json) }, (request, report) => request with
    {
        Content = Find(report, "content", path) ?? "",
        Style = Find(report, "style", path) ?? "",
        ContentMask = Find(report, "content mask", path),
        StyleMask = Find(report, "style mask", path),
        Stylised = Find(report, "stylised", path),
        BitDepth = report.BitDepth,
        Recorded = report.Inputs,
    });

    private static string? Find(RunReport report, string role, string beside) =>
        report.Inputs.FirstOrDefault(input => input.Role == role)?.Path is string path ? PreviousRun.PathFrom(beside, path) : null;
}

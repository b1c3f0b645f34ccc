using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>The pictures of a folder with everything below it.</summary>
public static class PictureFolder
{
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase) { ".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".avif", ".heic" };

    /// <summary>The files whose names end like pictures, in ordinal order of their paths. Names that begin with a dot are passed over.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="ImageFormatException">The folder is missing or cannot be read.</exception>
    public static IReadOnlyList<string> Files(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder)) throw new ImageFormatException(folder, File.Exists(folder) ? "is a file; name a folder of pictures" : "does not exist; check the name");
        EnumerationOptions all = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None };
        return [.. Directory.EnumerateFiles(folder, "*", all)
            .Where(file => Extensions.Contains(Path.GetExtension(file)) && !Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).Any(part => part.StartsWith('.')))
            .Order(StringComparer.Ordinal)];
    }
}

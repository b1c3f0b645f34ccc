namespace OnnxStyle.Training;

/// <summary>Files of pictures, each with a label that may be empty.</summary>
/// <param name="Files">The files, in ordinal order of their paths or in the order of the table.</param>
/// <param name="Labels">The label of each.</param>
public sealed record PictureList(IReadOnlyList<string> Files, IReadOnlyList<string> Labels)
{
    /// <summary>
    /// The pictures of a folder with everything below it, whose labels are the folders right in it; or those of a table (CSV), whose column
    /// <c>image_path</c> or <c>file</c> names them. Names that begin with a dot are passed over.
    /// </summary>
    /// <param name="path">The folder or the table.</param>
    /// <param name="label">The table's column of labels; null: none.</param>
    /// <param name="images">The folder that the table's files are relative to; null: the table's own.</param>
    /// <exception cref="PictureListException">It is not there, cannot be read, lacks a column or names no picture.</exception>
    public static PictureList Read(string path, string? label = null, string? images = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (!Directory.Exists(path)) return FromTable(path, label, images);
            if (label is not null) throw new PictureListException(path, "is a folder, whose labels are the names of the folders in it; leave the column of labels out, or name a table");
            IReadOnlyList<string> files = PictureFolder.Files(path);
            if (files.Count == 0) throw new PictureListException(path, "holds no picture; name a folder with pictures");
            return new PictureList(files, [.. files.Select(file => Parts(path, file) is { Length: > 1 } parts ? parts[0] : "")]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PictureListException(path, $"cannot be read: {error.Message.TrimEnd('.')}", error);
        }
    }

    private static string[] Parts(string folder, string file) => Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar);

    private static PictureList FromTable(string path, string? label, string? images)
    {
        PictureTable table = PictureTable.Read(path);
        int labels = label is null ? -1 : table.Column(label);
        (string File, string[] Record)[] files = [.. table.Files(null, images)];
        if (files.Length == 0) throw new PictureListException(path, "names no picture");
        return new PictureList([.. files.Select(row => row.File)], [.. files.Select(row => labels < 0 ? "" : row.Record[labels])]);
    }
}

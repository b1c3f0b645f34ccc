using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>Files of pictures, each with a label that may be empty.</summary>
/// <param name="Files">The files, in ordinal order of their paths or in the order of the table.</param>
/// <param name="Labels">The label of each.</param>
public sealed record PictureList(IReadOnlyList<string> Files, IReadOnlyList<string> Labels)
{
    private static readonly string[] FileColumns = ["image_path", "file"];

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
            throw new PictureListException(path, File.Exists(path) || Directory.Exists(path) ? $"cannot be read: {error.Message.TrimEnd('.')}" : "is not there; name a folder of pictures or a CSV table", error);
        }
    }

    private static string[] Parts(string folder, string file) => Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar);

    private static PictureList FromTable(string path, string? label, string? images)
    {
        using IEnumerator<CsvRecord> records = CsvReader.Read(File.ReadAllBytes(path)).GetEnumerator();
        if (!records.MoveNext() || records.Current.Problem is not null) throw new PictureListException(path, "does not begin with a line of column names; name a CSV table or a folder of pictures");
        string[] columns = [.. records.Current.Fields.Select(field => field.Trim())];
        int file = Array.FindIndex(columns, column => FileColumns.Contains(column, StringComparer.OrdinalIgnoreCase));
        if (file < 0) throw new PictureListException(path, $"has no column {string.Join(" or ", FileColumns)}; it has {string.Join(", ", columns)}");
        int labels = label is null ? -1 : Array.FindIndex(columns, column => column.Equals(label, StringComparison.OrdinalIgnoreCase));
        if (label is not null && labels < 0) throw new PictureListException(path, $"has no column '{label}'; it has {string.Join(", ", columns)}");
        string folder = images ?? Path.GetDirectoryName(Path.GetFullPath(path))!;
        List<(string File, string Label)> rows = [];
        while (records.MoveNext())
        {
            CsvRecord record = records.Current;
            if (record.Problem is not null) throw new PictureListException(path, $"is broken in line {record.Line}: {record.Problem}");
            if (file < record.Fields.Count && record.Fields[file].Length > 0) rows.Add((Path.Combine(folder, record.Fields[file]), labels >= 0 && labels < record.Fields.Count ? record.Fields[labels] : ""));
        }

        if (rows.Count == 0) throw new PictureListException(path, "names no picture");
        return new PictureList([.. rows.Select(row => row.File)], [.. rows.Select(row => row.Label)]);
    }
}

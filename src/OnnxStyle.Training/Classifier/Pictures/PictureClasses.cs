using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>Finds labelled pictures: a folder with a folder for each class, or a table with a column of files and one of labels.</summary>
public static class PictureClasses
{
    /// <summary>The pictures of a folder: each folder in it is a class, named as it is, with the pictures in it at any depth. In ordinal order.</summary>
    /// <exception cref="LabeledPictureException">There is no such folder, it has fewer than two classes, or a class has no picture.</exception>
    public static IReadOnlyList<LabeledPicture> FromFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
            throw new LabeledPictureException(folder, File.Exists(folder) ? "is a file, where a folder with one folder for each class is expected" : "is not there; check the path of the folder that holds one folder for each class");
        try
        {
            string[] classes = [.. Directory.GetDirectories(folder).Where(path => Path.GetFileName(path)[0] != '.').Order(StringComparer.Ordinal)];
            if (classes.Length < 2)
                throw new LabeledPictureException(folder, $"holds {(classes.Length == 0 ? "no folder" : $"one folder ('{Path.GetFileName(classes[0])}')")}; a classifier needs two or more, one for each class with its pictures in it");
            List<LabeledPicture> pictures = [];
            foreach (string path in classes)
            {
                IReadOnlyList<string> files = PictureFolder.Files(path);
                if (files.Count == 0) throw new LabeledPictureException(path, "holds no picture; put some in, or take the folder of that class away");
                pictures.AddRange(files.Select(file => new LabeledPicture(file, Path.GetFileName(path))));
            }

            return pictures;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LabeledPictureException(folder, $"cannot be read: {error.Message.TrimEnd('.')}", error);
        }
    }

    /// <summary>The pictures of a table: CSV whose first record names the columns. Records with an empty label are not taken.</summary>
    /// <param name="table">The table.</param>
    /// <param name="label">The column of labels.</param>
    /// <param name="file">The column of files, relative to <paramref name="folder"/>.</param>
    /// <param name="folder">Where the files lie; null: beside the table.</param>
    /// <param name="where">Only records with these contents in these columns.</param>
    /// <exception cref="LabeledPictureException">The table cannot be read, lacks a column, has a broken record, or has fewer than two labels.</exception>
    public static IReadOnlyList<LabeledPicture> FromTable(string table, string label, string file = "file", string? folder = null, IReadOnlyDictionary<string, string>? where = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(table);
        using IEnumerator<CsvRecord> records = CsvReader.Read(Bytes(table)).GetEnumerator();
        if (!records.MoveNext()) throw new LabeledPictureException(table, "is empty: expected a line of column names");
        string[] columns = [.. records.Current.Fields.Select(field => field.Trim())];
        int labelColumn = Column(label), fileColumn = Column(file);
        (int Column, string Value)[] wanted = [.. (where ?? new Dictionary<string, string>()).Select(pair => (Column(pair.Key), pair.Value))];
        string from = folder ?? Path.GetDirectoryName(Path.GetFullPath(table))!;
        List<LabeledPicture> pictures = [];
        while (records.MoveNext())
        {
            CsvRecord record = records.Current;
            string? problem = record.Problem ?? (record.Fields.Count == columns.Length ? null : $"has {record.Fields.Count} fields where the first line has {columns.Length}");
            if (problem is not null) throw new LabeledPictureException(table, $"is broken: line {record.Line} {problem}");
            if (wanted.Any(one => record.Fields[one.Column].Trim() != one.Value) || record.Fields[labelColumn].Trim().Length == 0) continue;
            pictures.Add(new LabeledPicture(Path.Combine(from, record.Fields[fileColumn].Trim()), record.Fields[labelColumn].Trim()));
        }

        int classes = pictures.Select(picture => picture.Label).Distinct().Count();
        if (classes < 2) throw new LabeledPictureException(table, $"has {classes} {(classes == 1 ? "label" : "labels")} in '{label}'{(wanted.Length > 0 ? " of the chosen records" : "")}; a classifier needs two or more");
        return pictures;

        int Column(string name)
        {
            int at = Array.FindIndex(columns, column => column.Equals(name, StringComparison.OrdinalIgnoreCase));
            return at >= 0 ? at : throw new LabeledPictureException(table, $"has no column '{name}'; it has {string.Join(", ", columns)}");
        }
    }

    private static byte[] Bytes(string table)
    {
        try
        {
            return File.ReadAllBytes(table);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LabeledPictureException(table, File.Exists(table) ? $"cannot be read: {error.Message.TrimEnd('.')}" : "is not there; check the path of the table", error);
        }
    }
}

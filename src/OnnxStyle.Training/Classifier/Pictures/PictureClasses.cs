namespace OnnxStyle.Training;

/// <summary>Finds labelled pictures: a folder with a folder for each class, or a table with a column of files and one of labels.</summary>
public static class PictureClasses
{
    /// <summary>The pictures of a folder: each folder in it is a class, named as it is, with the pictures in it at any depth. In ordinal order.</summary>
    /// <exception cref="PictureListException">There is no such folder, it has fewer than two classes, or a class has no picture.</exception>
    public static IReadOnlyList<LabeledPicture> FromFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
            throw new PictureListException(folder, File.Exists(folder) ? "is a file, where a folder with one folder for each class is expected" : "is not there; check the path of the folder that holds one folder for each class");
        try
        {
            string[] classes = [.. Directory.GetDirectories(folder).Where(path => Path.GetFileName(path)[0] != '.').Order(StringComparer.Ordinal)];
            if (classes.Length < 2)
                throw new PictureListException(folder, $"holds {(classes.Length == 0 ? "no folder" : $"one folder ('{Path.GetFileName(classes[0])}')")}; a classifier needs two or more, one for each class with its pictures in it");
            List<LabeledPicture> pictures = [];
            foreach (string path in classes)
            {
                IReadOnlyList<string> files = PictureFolder.Files(path);
                if (files.Count == 0) throw new PictureListException(path, "holds no picture; put some in, or take the folder of that class away");
                pictures.AddRange(files.Select(file => new LabeledPicture(file, Path.GetFileName(path))));
            }

            return pictures;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PictureListException(folder, $"cannot be read: {error.Message.TrimEnd('.')}", error);
        }
    }

    /// <summary>The pictures of a table: CSV whose first record names the columns. Records without a file or a label are not taken.</summary>
    /// <param name="table">The table.</param>
    /// <param name="label">The column of labels.</param>
    /// <param name="file">The column of files, relative to <paramref name="folder"/>; null: <c>image_path</c> or <c>file</c>.</param>
    /// <param name="folder">Where the files lie; null: beside the table.</param>
    /// <param name="where">Only records with these contents in these columns.</param>
    /// <exception cref="PictureListException">The table cannot be read, lacks a column, has a broken record, or has fewer than two labels.</exception>
    public static IReadOnlyList<LabeledPicture> FromTable(string table, string label, string? file = null, string? folder = null, IReadOnlyDictionary<string, string>? where = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(table);
        PictureTable read = PictureTable.Read(table);
        int labels = read.Column(label);
        (int Column, string Value)[] wanted = [.. (where ?? new Dictionary<string, string>()).Select(pair => (read.Column(pair.Key), pair.Value))];
        LabeledPicture[] pictures = [.. read.Files(file, folder).Where(row => wanted.All(one => row.Record[one.Column] == one.Value) && row.Record[labels].Length > 0)
            .Select(row => new LabeledPicture(row.File, row.Record[labels]))];
        int classes = pictures.Select(picture => picture.Label).Distinct().Count();
        if (classes < 2) throw new PictureListException(table, $"has {classes} {(classes == 1 ? "label" : "labels")} in '{label}'{(wanted.Length > 0 ? " of the chosen records" : "")}; a classifier needs two or more");
        return pictures;
    }
}

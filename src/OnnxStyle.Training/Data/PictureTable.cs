using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>A table (CSV) that names pictures: its first record names the columns. All fields are without the spaces around them.</summary>
internal sealed class PictureTable
{
    private static readonly string[] FileColumns = ["image_path", "file"];
    private readonly string path;
    private readonly string[] columns;
    private readonly List<string[]> records;

    private PictureTable(string path, string[] columns, List<string[]> records) => (this.path, this.columns, this.records) = (path, columns, records);

    /// <summary>Reads a table.</summary>
    /// <exception cref="PictureListException">It is not there, cannot be read, or has a broken record.</exception>
    public static PictureTable Read(string path)
    {
        string[]? columns = null;
        List<string[]> records = [];
        foreach (CsvRecord record in CsvReader.Read(Bytes(path)))
        {
            if (record.Problem is not null) throw new PictureListException(path, $"is broken: line {record.Line} {record.Problem}");
            string[] fields = [.. record.Fields.Select(field => field.Trim())];
            if (columns is null) columns = fields;
            else if (fields.Length == columns.Length) records.Add(fields);
            else throw new PictureListException(path, $"is broken: line {record.Line} has {fields.Length} fields where the first line has {columns.Length}");
        }

        if (columns is null) throw new PictureListException(path, "is empty: expected a line of column names; name a CSV table or a folder of pictures");
        return new PictureTable(path, columns, records);
    }

    /// <summary>Where a column stands, whatever the case of its letters.</summary>
    /// <exception cref="PictureListException">There is none of this name.</exception>
    public int Column(string name) => Column([name]);

    /// <summary>The file of each record, where there is one, with its record.</summary>
    /// <param name="column">The column of files; null: <c>image_path</c> or <c>file</c>.</param>
    /// <param name="folder">The folder that files are relative to; null: the table's own.</param>
    /// <exception cref="PictureListException">There is no such column.</exception>
    public IEnumerable<(string File, string[] Record)> Files(string? column, string? folder)
    {
        int file = Column(column is null ? FileColumns : [column]);
        string from = folder ?? Path.GetDirectoryName(Path.GetFullPath(path))!;
        return records.Where(record => record[file].Length > 0).Select(record => (Path.Combine(from, record[file]), record));
    }

    private int Column(string[] names)
    {
        int at = Array.FindIndex(columns, column => names.Contains(column, StringComparer.OrdinalIgnoreCase));
        return at >= 0 ? at : throw new PictureListException(path, $"has no column {string.Join(" or ", names.Select(name => $"'{name}'"))}; it has {string.Join(", ", columns)}");
    }

    private static byte[] Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PictureListException(path, File.Exists(path) ? $"cannot be read: {error.Message.TrimEnd('.')}" : "is not there; name a folder of pictures or a CSV table", error);
        }
    }
}

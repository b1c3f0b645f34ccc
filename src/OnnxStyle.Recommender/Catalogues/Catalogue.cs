using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>
/// The works of a CSV file. Its first record names the columns, in any order and case: <c>id</c> must be there; <c>title</c>, <c>artist</c>,
/// <c>text</c> and <c>image_path</c> mean what they say; any other, such as <c>style</c>, may be a kind of metadata. What cannot be read is in
/// <see cref="Problems"/> with its line, and the rest is read.
/// </summary>
public sealed class Catalogue
{
    private const int LongestList = 300; // characters of a message

    private Catalogue(IReadOnlyList<string> columns, IReadOnlyList<CatalogueWork> works, IReadOnlyList<CatalogueProblem> problems)
    {
        Columns = columns;
        Works = works;
        Problems = problems;
    }

    /// <summary>The columns as the file names them.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The works in the order of the file.</summary>
    public IReadOnlyList<CatalogueWork> Works { get; }

    /// <summary>What was left out or read differently, in the order of the file.</summary>
    public IReadOnlyList<CatalogueProblem> Problems { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="CatalogueException">There is no such file, it cannot be read, its first record names no column <c>id</c>, or no work is left.</exception>
    public static Catalogue Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            return Read(File.ReadAllBytes(path), path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CatalogueException(path, "is not there; check the path", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CatalogueException(path, Directory.Exists(path) ? "is a folder; name a .csv file" : $"cannot be read: {error.Message.TrimEnd('.')}", error);
        }
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="CatalogueException">Its first record names no column <c>id</c>, or no work is left.</exception>
    public static Catalogue Read(byte[] bytes, string name)
    {
        using IEnumerator<CsvRecord> records = CsvReader.Read(bytes).GetEnumerator();
        if (!records.MoveNext()) throw new CatalogueException(name, "is empty: expected a line of column names with 'id' among them");
        CsvRecord header = records.Current;
        if (header.Problem is not null) throw new CatalogueException(name, $"line {header.Line} {header.Problem}, so the columns have no names");
        Dictionary<string, int> columns = ColumnsOf(header, name);

        List<CatalogueProblem> problems = [];
        List<CatalogueWork> works = [];
        Dictionary<string, int> lines = new(StringComparer.Ordinal);
        while (records.MoveNext())
        {
            CsvRecord record = records.Current;
            string? reason = record.Problem ?? (record.Fields.Count == header.Fields.Count ? null : $"has {record.Fields.Count} fields where the first line has {header.Fields.Count}");
            CatalogueWork work = new(record.Line, columns, record.Fields);
            if (reason is null && work.Id.Length == 0) reason = "has no id";
            if (reason is null && !lines.TryAdd(work.Id, record.Line)) reason = $"has the id '{work.Id}' of line {lines[work.Id]}";
            if (reason is not null) problems.Add(new CatalogueProblem(record.Line, reason, LeftOut: true));
            else works.Add(work);
            if (reason is null && record.Note is string note) problems.Add(new CatalogueProblem(record.Line, note, LeftOut: false));
        }

        if (works.Count == 0)
            throw new CatalogueException(name, $"holds no work{(problems.Count > 0 ? $": {problems[0]}" : "; it ends after the names of the columns")}");
        return new Catalogue(header.Fields, works, problems);
    }

    private static Dictionary<string, int> ColumnsOf(CsvRecord header, string name)
    {
        Dictionary<string, int> columns = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < header.Fields.Count; i++)
        {
            string column = header.Fields[i].Trim();
            if (column.Length > 0 && !columns.TryAdd(column, i)) throw new CatalogueException(name, $"has two columns called '{column}'; rename one");
        }

        if (columns.ContainsKey("id")) return columns;
        if (header.Fields.Any(field => field.Contains('\0', StringComparison.Ordinal))) throw new CatalogueException(name, "is no text that can be read: a .csv file in UTF-8, in UTF-16 with its mark, or in Latin-1 is expected");
        string named = string.Join(", ", header.Fields);
        bool semicolons = header.Fields is [string only] && only.Contains(';', StringComparison.Ordinal);
        throw new CatalogueException(name, semicolons
            ? "is separated by semicolons; save it with commas"
            : $"has no column 'id': its columns are {(named.Length <= LongestList ? named : $"{named[..LongestList]}...")}");
    }
}

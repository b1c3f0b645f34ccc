using System.Text;

namespace OnnxStyle.Recommender;

/// <summary>Texts inside a mapped index: decoded when they are asked for.</summary>
internal sealed class TextColumn
{
    private readonly IndexFile file;
    private readonly string name;

    public TextColumn(IndexFile file, string name, long? count = null)
    {
        this.file = file;
        this.name = name;
        ReadOnlySpan<long> starts = count is long rows ? file.Section<long>($"{name}.starts", rows + 1) : file.Section<long>($"{name}.starts");
        RowStarts.Check(file, name, starts, file.Section<byte>($"{name}.bytes").Length);
        Count = starts.Length - 1;
    }

    public int Count { get; }

    public string this[int row] => Encoding.UTF8.GetString(Bytes(row));

    public ReadOnlySpan<byte> Bytes(int row)
    {
        ReadOnlySpan<long> starts = file.Section<long>($"{name}.starts");
        return file.Section<byte>($"{name}.bytes")[(int)starts[row]..(int)starts[row + 1]];
    }

    public string[] ToArray() => [.. Enumerable.Range(0, Count).Select(row => this[row])];
}

using System.Globalization;

namespace OnnxStyle.Cli.Parsing;

/// <summary>Amounts of memory as people write them: <c>4GB</c>, <c>512MiB</c>, <c>2.5G</c>, <c>1000000</c>.</summary>
internal static class ByteSize
{
    private static readonly (string Unit, double Bytes)[] Units =
    [
        ("KIB", 1 << 10), ("MIB", 1 << 20), ("GIB", 1 << 30), ("TIB", 1L << 40), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12),
        ("K", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("B", 1), ("", 1),
    ];

    public static long? Parse(string text)
    {
        string word = text.Trim().ToUpperInvariant();
        (string unit, double bytes) = Array.Find(Units, row => word.EndsWith(row.Unit, StringComparison.Ordinal));
        return double.TryParse(word[..^unit.Length].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count) && count * bytes is >= 1 and < 1e18
            ? (long)(count * bytes)
            : null;
    }

    public static string Format(double bytes) => bytes switch
    {
        >= 1e9 => (bytes / 1e9).ToString("0.0", CultureInfo.InvariantCulture) + " GB",
        >= 1e6 => (bytes / 1e6).ToString("0", CultureInfo.InvariantCulture) + " MB",
        _ => (bytes / 1e3).ToString("0", CultureInfo.InvariantCulture) + " kB",
    };
}

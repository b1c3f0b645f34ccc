using System.Text;

namespace OnnxStyle.Tensors;

/// <summary>
/// Reads CSV (RFC 4180: commas, doubled quotes, line breaks inside quotes; LF, CRLF or CR between records). UTF-8 with or without a byte order
/// mark, UTF-16 with one; a record that is not UTF-8 is read as Latin-1 and says so. A broken record costs its first line only: reading goes
/// on at the next. Differs from RFC 4180: a quote inside an unquoted field is that quote, as in Python's csv; blank lines are skipped.
/// </summary>
public static class CsvReader
{
    /// <summary>The bytes of the longest field. A quote that is never closed ends there at the latest.</summary>
    public const int LongestField = 1 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>All records in their order, broken ones included.</summary>
    /// <param name="bytes">The whole file.</param>
    public static IEnumerable<CsvRecord> Read(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return Records(bytes);
    }

    private static IEnumerable<CsvRecord> Records(byte[] bytes)
    {
        byte[] text = WithoutMark(bytes);
        Cursor cursor = new(text);
        while (cursor.At < text.Length)
        {
            if (cursor.SkipLineBreak()) continue;
            int start = cursor.At, line = cursor.Line;
            List<byte[]> fields = [];
            string? problem = cursor.ReadRecord(fields);
            if (problem is null)
            {
                yield return Decode(fields, line);
                continue;
            }

            cursor.GoToNextLine(start, line);
            yield return new CsvRecord { Line = line, Problem = problem };
        }
    }

    private static CsvRecord Decode(List<byte[]> fields, int line)
    {
        try
        {
            return new CsvRecord { Line = line, Fields = [.. fields.Select(Strict.GetString)] };
        }
        catch (DecoderFallbackException)
        {
            return new CsvRecord { Line = line, Fields = [.. fields.Select(Encoding.Latin1.GetString)], Note = "is not UTF-8 and was read as Latin-1" };
        }
    }

    private static byte[] WithoutMark(byte[] bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => bytes[3..],
        [0xFF, 0xFE, ..] => Encoding.UTF8.GetBytes(Encoding.Unicode.GetString(bytes, 2, bytes.Length - 2)),
        [0xFE, 0xFF, ..] => Encoding.UTF8.GetBytes(Encoding.BigEndianUnicode.GetString(bytes, 2, bytes.Length - 2)),
        _ => bytes,
    };

    private sealed class Cursor(byte[] text)
    {
        private readonly List<byte> field = [];

        public int At { get; private set; }

        public int Line { get; private set; } = 1;

        public bool SkipLineBreak()
        {
            if (text[At] is not ((byte)'\n' or (byte)'\r')) return false;
            if (text[At] == '\r' && At + 1 < text.Length && text[At + 1] == '\n') At++;
            At++;
            Line++;
            return true;
        }

        /// <summary>Goes to the line after a place, whatever was read since.</summary>
        public void GoToNextLine(int start, int line)
        {
            (At, Line) = (start, line);
            while (At < text.Length && !SkipLineBreak()) At++;
        }

        /// <summary>Reads one record up to and including its line break; what is wrong with it, or null.</summary>
        public string? ReadRecord(List<byte[]> fields)
        {
            while (true)
            {
                field.Clear();
                string? problem = At < text.Length && text[At] == '"' ? Quoted() : Plain();
                if (problem is not null) return problem;
                fields.Add([.. field]);
                if (At == text.Length || SkipLineBreak()) return null;
                At++; // the comma
            }
        }

        private string? Plain()
        {
            int end = At;
            while (end < text.Length && text[end] is not ((byte)',' or (byte)'\n' or (byte)'\r')) end++;
            if (end - At > LongestField) return $"has a field of {end - At} bytes; the longest may have {LongestField}";
            field.AddRange(text.AsSpan(At, end - At));
            At = end;
            return null;
        }

        private string? Quoted()
        {
            At++;
            while (At < text.Length)
            {
                if (field.Count > LongestField) return "has a quote that is not closed within a mebibyte";
                byte next = text[At];
                if (next != '"')
                {
                    field.Add(next);
                    if (!SkipLineBreak()) At++;
                    else if (next == '\r' && text[At - 1] == '\n') field.Add((byte)'\n');
                    continue;
                }

                At++;
                if (At == text.Length || text[At] is (byte)',' or (byte)'\n' or (byte)'\r') return null;
                if (text[At] != '"') return "has text after a closing quote; double the quotes inside a quoted field";
                field.Add((byte)'"');
                At++;
            }

            return "has a quote that is never closed";
        }
    }
}

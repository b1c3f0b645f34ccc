using System.Text;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender.Tests;

public sealed class CatalogueTests
{
    public static TheoryData<string, string[]> Records() => new()
    {
        { "a,b\nc,d\n", ["1:a|b", "2:c|d"] },
        { "a,b\r\nc,d", ["1:a|b", "2:c|d"] },
        { "a\rb\r", ["1:a", "2:b"] },
        { "a,,\n,\n", ["1:a||", "2:|"] },
        { "\"a,b\",\"say \"\"x\"\"\"\n", ["1:a,b|say \"x\""] },
        { "\"one\ntwo\r\nthree\",x\ny,z", ["1:one\ntwo\r\nthree|x", "4:y|z"] },
        { "a,5\" nail\n", ["1:a|5\" nail"] },
        { "\n\na\n\n\"\"\n", ["3:a", "5:"] },
        { "a,\"b\"c,d\ne\n", ["1! text after a closing quote", "2:e"] },
        { "a,\"b\nc\nd", ["1! never closed", "2:c", "3:d"] },
        { "a,\"b\nc,\"d\"\ne", ["1! text after a closing quote", "2:c|d", "3:e"] },
        { "\uFEFFa,ö\n", ["1:a|ö"] },
        { "", [] },
    };

    [Theory]
    [MemberData(nameof(Records))]
    public void Csv_is_read_record_by_record(string text, string[] expected) => Assert.Equal(expected, Read(Encoding.UTF8.GetBytes(text), expected));

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void The_mark_tells_the_encoding(string name)
    {
        Encoding encoding = Encoding.GetEncoding(name);
        Assert.Equal(["1:é|水"], Read([.. encoding.GetPreamble(), .. encoding.GetBytes("é,水\n")]));
    }

    [Fact]
    public void A_record_in_another_encoding_is_read_as_Latin_1_and_says_so()
    {
        CsvRecord[] records = [.. CsvReader.Read([.. "é,a\n"u8, 0xE9, (byte)',', (byte)'b', (byte)'\n', .. "é,c\n"u8])];
        Assert.All(records, record => Assert.Equal("é", record.Fields[0]));
        Assert.Equal([false, true, false], records.Select(record => record.Note is not null));
    }

    [Fact]
    public void A_quote_that_is_never_closed_costs_its_line_and_little_time()
    {
        string open = string.Concat(Enumerable.Range(0, 200).Select(i => $"{i},\"open {i}\n"));
        CsvRecord[] records = [.. CsvReader.Read(Encoding.UTF8.GetBytes(open + new string('x', 3 * CsvReader.LongestField)))];
        Assert.Equal(201, records.Length);
        Assert.All(records, record => Assert.NotNull(record.Problem));
    }

    [Fact]
    public void What_is_broken_is_named_with_its_line_and_the_rest_is_read()
    {
        const string text = "Text,ID,style\nfirst,a,x\nsecond,b\nthird,\"c\"c,x\nfourth,,x\nfifth,a,x\n\"two\nlines\",d, y \nlast,e,z,\n";
        Catalogue catalogue = Catalogue.Read(Encoding.UTF8.GetBytes(text), "works.csv");
        Assert.Equal(["a", "d"], catalogue.Works.Select(work => work.Id));
        Assert.Equal("two\nlines", catalogue.Works[1]["text"]);
        Assert.Equal("y", catalogue.Works[1]["STYLE"]);
        Assert.Equal("", catalogue.Works[1]["artist"]);
        Assert.Equal(
            [
                "line 3 has 2 fields where the first line has 3; it is left out",
                "line 4 has text after a closing quote; double the quotes inside a quoted field; it is left out",
                "line 5 has no id; it is left out",
                "line 6 has the id 'a' of line 2; it is left out",
                "line 9 has 4 fields where the first line has 3; it is left out",
            ],
            catalogue.Problems.Select(problem => problem.ToString()));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("id;text\n1;x\n", "semicolons")]
    [InlineData("name,text\n1,x\n", "has no column 'id'")]
    [InlineData("id,ID\n1,x\n", "two columns called 'ID'")]
    [InlineData("OSTYLEIX\0\u0001\0,x\n1,2\n", "is no text that can be read")]
    [InlineData("id\n", "holds no work")]
    [InlineData("id\n1,2\n", "line 2 has 2 fields")]
    [InlineData("\"id\n", "columns have no names")]
    public void A_file_that_is_no_catalogue_is_refused(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<CatalogueException>(() => Catalogue.Read(Encoding.UTF8.GetBytes(text), "works.csv")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("is not there", Assert.Throws<CatalogueException>(() => Catalogue.Read("no such.csv")).Message, StringComparison.Ordinal);

    // A problem of which a part is expected is shown as that part.
    private static IEnumerable<string> Read(byte[] bytes, string[]? expected = null) => CsvReader.Read(bytes).Select((record, i) =>
        record.Problem is null ? $"{record.Line}:{string.Join('|', record.Fields)}"
        : expected?.ElementAtOrDefault(i) is string want && want.StartsWith($"{record.Line}! ", StringComparison.Ordinal) && record.Problem.Contains(want.Split("! ")[1], StringComparison.Ordinal) ? want
        : $"{record.Line}! {record.Problem}");
}

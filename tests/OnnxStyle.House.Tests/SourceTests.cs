using System.Text.RegularExpressions;

namespace OnnxStyle.House.Tests;

/// <summary>Rules about the sources that the compiler cannot hold.</summary>
public sealed partial class SourceTests
{
    private const int LongestFileLines = 600;

    [Fact]
    public void No_file_is_longer_than_600_lines() =>
        AssertNone(House.Sources("src").Concat(House.Sources("tests")).Where(path => File.ReadLines(path).Count() > LongestFileLines));

    [Fact]
    public void A_file_holds_one_public_type() =>
        AssertNone(House.Sources("src").Where(path => PublicTypes(File.ReadAllText(path)).Count() > 1));

    [Fact]
    public void A_file_is_named_after_its_public_type() =>
        AssertNone(House.Sources("src").Where(path => PublicTypes(File.ReadAllText(path)).ToArray() is [string type]
            && Path.GetFileNameWithoutExtension(path).Split('.', '{')[0] != type && !IsPartial(path, type)));

    [Theory]
    [InlineData(@"#region")]
    [InlineData(@"\bTODO\b|\bFIXME\b|\bHACK\b")]
    [InlineData(@"NotImplementedException")]
    [InlineData(@"new Random\(\)")]
    [InlineData(@"DateTime\.Now\b")]
    public void No_source_holds(string pattern) =>
        AssertNone(House.Sources("src").Where(path => Regex.IsMatch(File.ReadAllText(path), pattern)));

    [Fact]
    public void Only_the_command_writes_to_the_console() =>
        AssertNone(House.Sources("src").Where(path => !House.Relative(path).StartsWith("src/OnnxStyle.Cli/", StringComparison.Ordinal)
            && Regex.IsMatch(File.ReadAllText(path), @"(?<![\w.])Console\.")));

    [Fact]
    public void The_rules_see_what_they_forbid()
    {
        Assert.Equal(["A", "B"], PublicTypes("namespace X;\npublic sealed class A\n{\n}\n\npublic enum B\n{\n}\n"));
        Assert.Empty(PublicTypes("namespace X;\ninternal sealed class A\n{\n    public sealed class Nested\n    {\n    }\n}\n"));
    }

    private static IEnumerable<string> PublicTypes(string text) => PublicType().Matches(text).Select(match => match.Groups["name"].Value).Distinct();

    private static bool IsPartial(string path, string type) => Regex.IsMatch(File.ReadAllText(path), $@"\bpartial\b[^\n]*\b{type}\b");

    private static void AssertNone(IEnumerable<string> paths) => Assert.Empty(paths.Select(House.Relative));

    [GeneratedRegex(@"^public (?:(?:sealed|static|abstract|readonly|partial|unsafe|ref) )*(?:class|enum|interface|record struct|record|struct|delegate \S+) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex PublicType();
}

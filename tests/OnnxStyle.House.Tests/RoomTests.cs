using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OnnxStyle.House.Tests;

/// <summary>The map of the rooms is the house that the compiler sees.</summary>
public sealed class RoomTests
{
    public static TheoryData<string> Rooms => [.. House.Rooms];

    [Fact]
    public void Every_folder_in_src_is_a_room() => Assert.Equal(
        House.Rooms.Order(StringComparer.Ordinal),
        Directory.EnumerateDirectories(Path.Combine(House.Root, "src"), "OnnxStyle.*").Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Rooms))]
    public void The_page_of_rooms_says_what_the_build_checks(string room)
    {
        string name = room["OnnxStyle.".Length..];
        string row = File.ReadLines(Path.Combine(House.Root, "src", "README.md")).Single(line => line.StartsWith($"| [{name}]", StringComparison.Ordinal));
        string seen = row.Split('|')[3].Trim();
        string[] expected = House.MaySee(room).Select(other => other["OnnxStyle.".Length..]).ToArray();
        Assert.Equal(expected, seen == "–" ? [] : seen.Split(", "));
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_references_only_what_it_may_see(string room)
    {
        IEnumerable<string> references = XDocument.Load(Path.Combine(House.Root, "src", room, $"{room}.csproj")).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/')));
        Assert.Empty(references.Except(House.MaySee(room)));
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Every_room_has_a_page_of_its_own(string room) =>
        Assert.True(File.Exists(Path.Combine(House.Root, "src", room, "README.md")), $"src/{room}/README.md is missing.");

    [Theory]
    [MemberData(nameof(Rooms))]
    public void The_page_of_a_room_names_its_folders(string room)
    {
        string page = File.ReadAllText(Path.Combine(House.Root, "src", room, "README.md"));
        IEnumerable<string> folders = Directory.EnumerateDirectories(Path.Combine(House.Root, "src", room)).Select(folder => Path.GetFileName(folder)!)
            .Where(folder => folder is not ("bin" or "obj"));
        Assert.DoesNotContain(folders, folder => !page.Contains(folder, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_room_has_tests() =>
        Assert.DoesNotContain(House.Rooms, room => !House.Sources($"tests/{room}.Tests").Any());

    [Fact]
    public void Quick_start_is_one_block_of_two_commands()
    {
        string page = File.ReadAllText(Path.Combine(House.Root, "README.md"));
        string section = Regex.Match(page, @"^## Quick start\n(?<text>.*?)(?=^## )", RegexOptions.Multiline | RegexOptions.Singleline).Groups["text"].Value;
        string block = Assert.Single(Regex.Matches(section, @"^```\w*\n(?<body>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)).Groups["body"].Value;
        Assert.Equal(2, block.TrimEnd('\n').Split('\n').Length);
    }
}

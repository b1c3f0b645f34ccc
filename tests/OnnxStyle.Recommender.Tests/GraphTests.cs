using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender.Tests;

public sealed class GraphTests : IDisposable
{
    // The friendships in a karate club (Zachary 1977): those of each member with members of a higher number.
    private static readonly string[] Karate =
    [
        "0: 1 2 3 4 5 6 7 8 10 11 12 13 17 19 21 31", "1: 2 3 7 13 17 19 21 30", "2: 3 7 8 9 13 27 28 32", "3: 7 12 13", "4: 6 10", "5: 6 10 16", "6: 16", "8: 30 32 33", "9: 33", "13: 33", "14: 32 33", "15: 32 33",
        "18: 32 33", "19: 33", "20: 32 33", "22: 32 33", "23: 25 27 29 32 33", "24: 25 27 31", "25: 31", "26: 29 33", "27: 33", "28: 31 33", "29: 32 33", "30: 32 33", "31: 32 33", "32: 33",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("onnxstyle-graph").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_karate_club_falls_into_the_communities_that_are_known()
    {
        List<(int, double)>[] club = Club();
        int[] community = Communities.Find(club);
        double modularity = Communities.Modularity(club, community);
        Assert.InRange(modularity, 0.41, 0.41979); // the best division has 0.4198 (Brandes et al. 2008)
        Assert.InRange(community.Distinct().Count(), 3, 4);
        Assert.NotEqual(community[0], community[33]); // the instructor and the president
        Assert.Equal(community, Communities.Find(club));
        Assert.True(Communities.Modularity(club, [.. Enumerable.Range(0, 34).Select(i => i % 4)]) < 0.1);
    }

    [Fact]
    public void Ranks_are_a_fixed_point_and_sum_to_1()
    {
        List<(int Row, double Strength)>[] club = [.. Club(), []];
        double[] rank = PageRank.Of(club);
        Assert.Equal(1, rank.Sum(), 1e-9);
        Assert.Equal(33, Array.IndexOf(rank, rank.Max()));
        for (int i = 0; i < rank.Length; i++)
        {
            double expected = (0.15 / 35) + (0.85 * ((rank[34] / 35) + club[i].Sum(link => rank[link.Row] / club[link.Row].Count)));
            Assert.Equal(expected, rank[i], 1e-9);
        }
    }

    [Fact]
    public void Links_are_those_of_the_queries()
    {
        using ArtIndex index = Make();
        WorkGraph graph = WorkGraph.Of(index, new QueryOptions { Top = 2, Metadata = true });
        HashSet<(int, int)> directed = [];
        for (int row = 0; row < index.Count; row++)
            foreach (Recommendation item in index.Query(index.Work(row).Id, new QueryOptions { Top = 2, Metadata = true })) directed.Add((row, item.Work.Row));
        Assert.Equal(directed.Select(pair => (Math.Min(pair.Item1, pair.Item2), Math.Max(pair.Item1, pair.Item2))).Distinct().Order(), graph.Links.Select(link => (link.From, link.To)));
        Assert.All(graph.Links, link => Assert.Equal(directed.Contains((link.From, link.To)) && directed.Contains((link.To, link.From)), link.Mutual));
        Assert.All(graph.Strengths, strength => Assert.InRange(strength, 1e-9, 1));
    }

    [Fact]
    public void No_community_mixes_two_kinds_of_texts()
    {
        using ArtIndex index = Make();
        WorkGraph graph = WorkGraph.Of(index, new QueryOptions { Top = 3 });
        Assert.InRange(graph.Communities.Distinct().Count(), 2, 6);
        for (int a = 0; a < index.Count; a++)
            for (int b = a + 1; b < index.Count; b += 2) Assert.NotEqual(graph.Communities[a], graph.Communities[b]);
    }

    [Fact]
    public void Files_hold_every_work_and_link()
    {
        using ArtIndex index = Make();
        WorkGraph graph = WorkGraph.Of(index, new QueryOptions { Top = 2 });
        foreach (string ending in GraphFile.Endings) GraphFile.Write(graph, At("graph" + ending));

        XNamespace space = "http://graphml.graphdrawing.org/xmlns";
        XDocument xml = XDocument.Load(At("graph.graphml"));
        Assert.Equal(graph.Works.Select(work => work.Id), xml.Descendants(space + "node").Select(node => (string)node.Attribute("id")!));
        Assert.Equal(graph.Links.Count, xml.Descendants(space + "edge").Count());
        string key = (string)xml.Descendants(space + "key").Single(k => (string)k.Attribute("attr.name")! == "centrality").Attribute("id")!;
        Assert.Equal(graph.Centrality[1], double.Parse(xml.Descendants(space + "node").ElementAt(1).Elements(space + "data").Single(d => (string)d.Attribute("key")! == key).Value, CultureInfo.InvariantCulture));

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(At("graph.json")));
        Assert.Equal(graph.Communities, json.RootElement.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("community").GetInt32()));
        Assert.Equal(graph.Links.Select(link => link.Distance), json.RootElement.GetProperty("links").EnumerateArray().Select(link => link.GetProperty("distance").GetDouble()));

        XDocument svg = XDocument.Load(At("graph.svg"));
        Assert.Equal(graph.Works.Count, svg.Descendants().Count(element => element.Name.LocalName == "circle"));
        Assert.Equal(graph.Links.Count, svg.Descendants().Where(element => element.Name.LocalName == "path").Sum(path => ((string)path.Attribute("d")!).Count(c => c == 'M')));
        Assert.All(svg.Descendants().Where(element => element.Name.LocalName == "circle"), circle => Assert.InRange((double)circle.Attribute("cx")!, 0, 1600));
        Assert.Throws<OptionsException>(() => GraphFile.Write(graph, At("graph.txt")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(300)]
    [InlineData(2000)]
    public void Pushes_by_squares_are_nearly_those_of_all_points(int count)
    {
        Random random = new(count);
        (double X, double Y)[] points = [.. Enumerable.Range(0, count).Select(i => i % 9 == 8 ? (0.25, 0.75) : (random.NextDouble(), Math.Pow(random.NextDouble(), 3)))]; // crowded below, and many in one place
        QuadTree tree = new(points);
        double wrong = 0, all = 0;
        for (int i = 0; i < count; i++)
        {
            double x = 0, y = 0;
            for (int j = 0; j < count; j++)
            {
                if (j == i) continue;
                double dx = points[i].X - points[j].X, dy = points[i].Y - points[j].Y, squared = Math.Max(1e-9, (dx * dx) + (dy * dy));
                (x, y) = (x + (dx / squared), y + (dy / squared));
            }

            (double foundX, double foundY) = tree.Push(i);
            wrong += Math.Pow(foundX - x, 2) + Math.Pow(foundY - y, 2);
            all += (x * x) + (y * y);
        }

        double error = all == 0 ? 0 : Math.Sqrt(wrong / all);
        TestContext.Current.TestOutputHelper!.WriteLine($"{count} points: off by {error:P2} of the exact pushes (root mean square)");
        Assert.InRange(error, 0, 0.05);
    }

    [Fact]
    public void Works_of_a_community_lie_together_in_the_layout()
    {
        using ArtIndex index = Make();
        WorkGraph graph = WorkGraph.Of(index, new QueryOptions { Top = 3 });
        (double X, double Y)[] at = GraphLayout.Of(graph);
        double Apart(int a, int b) => Math.Sqrt(Math.Pow(at[a].X - at[b].X, 2) + Math.Pow(at[a].Y - at[b].Y, 2));
        (int A, int B)[] pairs = [.. Enumerable.Range(0, index.Count).SelectMany(a => Enumerable.Range(a + 1, index.Count - a - 1).Select(b => (a, b)))];
        double within = pairs.Where(pair => graph.Communities[pair.A] == graph.Communities[pair.B]).Average(pair => Apart(pair.A, pair.B));
        double between = pairs.Where(pair => graph.Communities[pair.A] != graph.Communities[pair.B]).Average(pair => Apart(pair.A, pair.B));
        Assert.True(within < 0.6 * between, $"{within} against {between}");
        Assert.Equal(at, GraphLayout.Of(graph));
    }

    [Fact]
    public void One_work_is_a_graph_too()
    {
        ArtIndexBuilder.Build(Catalogue.Read("id,title\n1,\u0001 & <x>\n"u8.ToArray(), "works.csv"), At("one"));
        using ArtIndex index = ArtIndex.Open(At("one"));
        WorkGraph graph = WorkGraph.Of(index);
        Assert.Empty(graph.Links);
        foreach (string ending in GraphFile.Endings) GraphFile.Write(graph, At("one" + ending));
        Assert.Equal(" & <x>", XDocument.Load(At("one.svg")).Descendants().First(element => element.Name.LocalName == "text").Value);
    }

    private static List<(int Row, double Strength)>[] Club()
    {
        List<(int, double)>[] club = [.. Enumerable.Range(0, 34).Select(_ => new List<(int, double)>())];
        foreach (string line in Karate)
        {
            int member = int.Parse(line.Split(": ")[0]);
            foreach (int other in line.Split(": ")[1].Split(' ').Select(int.Parse))
            {
                club[member].Add((other, 1));
                club[other].Add((member, 1));
            }
        }

        return club;
    }

    private string At(string name) => Path.Combine(folder, name);

    // Boats and portraits in turn.
    private ArtIndex Make()
    {
        string[] words = ["boat harbour sea dusk net wave port", "woman girl portrait face head oil chair"];
        Random random = new(5);
        StringBuilder text = new("id,title,style,text\n");
        for (int i = 0; i < 14; i++) text.Append($"w{i},Work {i} & more,{(i % 3 == 0 ? "x" : "y")},\"{string.Join(' ', Enumerable.Range(0, 6).Select(_ => words[i % 2].Split(' ')[random.Next(7)]))}\"\n");
        ArtIndexBuilder.Build(Catalogue.Read(Encoding.UTF8.GetBytes(text.ToString()), "works.csv"), At("works.index"));
        return ArtIndex.Open(At("works.index"));
    }
}

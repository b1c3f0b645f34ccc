using System.Globalization;
using System.Text;
using System.Xml;
using OnnxStyle.Imaging;

namespace OnnxStyle.Recommender;

/// <summary>
/// Draws a graph as SVG. Works are dots by community, larger the more central, and each says what it is under the pointer; links within a community have its
/// colour, those between communities are grey. All links of a colour are one path: a browser draws tens of thousands of them at once. The most central work of each of
/// the largest communities is named, then the most central others, as far as names do not cover each other.
/// </summary>
internal static class SvgGraph
{
    private const int Side = 1600; // in its own units
    private const int Margin = 40;
    private const int Labels = 24;
    private const int LongestLabel = 40; // characters
    private const int LabelHeight = 16;
    private const double LetterWidth = 7.5; // about; there is no font here to ask

    private static readonly string[] Colours = ["#4269d0", "#efb118", "#ff725c", "#6cc5b0", "#3ca951", "#ff8ab7", "#a463f2", "#97bbf5", "#9c6b4e", "#9498a0"];

    /// <summary>Writes the drawing.</summary>
    public static void Write(WorkGraph graph, Stream stream)
    {
        (double X, double Y)[] at = [.. GraphLayout.Of(graph).Select(place => (Round(Margin + (place.X * (Side - (2 * Margin)))), Round(Margin + (place.Y * (Side - (2 * Margin))))))];
        double dot = Math.Clamp(160 / Math.Sqrt(graph.Works.Count), 1.5, 12), highest = graph.Centrality.Max();
        string[] colours = [.. graph.Communities.Select(community => Colours[Math.Min(community, Colours.Length - 1)])];
        using XmlWriter xml = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true, IndentChars = "", NewLineChars = "\n", Encoding = new UTF8Encoding(false) });
        xml.WriteStartElement("svg", "http://www.w3.org/2000/svg");
        xml.Attributes(("viewBox", $"0 0 {Side} {Side}"), ("font-family", "sans-serif"), ("font-size", "14"));
        xml.Element("rect", ("width", $"{Side}"), ("height", $"{Side}"), ("fill", "#ffffff"));
        string opacity = Number(Math.Clamp(30 / Math.Sqrt(graph.Links.Count + 1.0), 0.08, 0.4)), width = Number(Math.Clamp(dot / 4, 0.5, 1.5));
        foreach (IGrouping<string, WorkLink> group in graph.Links.GroupBy(link => graph.Communities[link.From] == graph.Communities[link.To] ? colours[link.From] : "#888888").OrderByDescending(group => group.Key == "#888888"))
            xml.Element("path", ("fill", "none"), ("stroke", group.Key), ("stroke-width", width), ("stroke-opacity", opacity), ("d", Lines(group, at)));

        foreach (IGrouping<string, int> group in Enumerable.Range(0, graph.Works.Count).GroupBy(row => colours[row]))
        {
            xml.WriteStartElement("g");
            xml.Attributes(("fill", group.Key));
            foreach (int row in group)
            {
                xml.WriteStartElement("circle");
                xml.Attributes(("cx", Number(at[row].X)), ("cy", Number(at[row].Y)), ("r", Number(dot * (0.5 + Math.Sqrt(graph.Centrality[row] / highest)))));
                xml.WriteElementString("title", GraphFile.Clean($"{graph.Works[row].Id}: {graph.Works[row].Title} ({graph.Works[row].Artist})"));
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        xml.WriteStartElement("g");
        xml.Attributes(("fill", "#111111"), ("stroke", "#ffffff"), ("stroke-width", "3"), ("paint-order", "stroke"));
        foreach ((int row, string name) in Named(graph, at))
        {
            xml.WriteStartElement("text");
            xml.Attributes(("x", Number(at[row].X + 6)), ("y", Number(at[row].Y - 6)));
            xml.WriteString(name);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static string Lines(IEnumerable<WorkLink> links, (double X, double Y)[] at)
    {
        StringBuilder path = new();
        foreach (WorkLink link in links) path.Append('M').Append(Number(at[link.From].X)).Append(' ').Append(Number(at[link.From].Y)).Append('L').Append(Number(at[link.To].X)).Append(' ').Append(Number(at[link.To].Y));
        return path.ToString();
    }

    private static IEnumerable<(int Row, string Name)> Named(WorkGraph graph, (double X, double Y)[] at)
    {
        int[] central = [.. Enumerable.Range(0, graph.Works.Count).OrderByDescending(row => graph.Centrality[row])];
        IEnumerable<int> first = central.DistinctBy(row => graph.Communities[row]).Where(row => graph.Communities[row] < Labels).OrderBy(row => graph.Communities[row]);
        List<(double X, double Y, double Width)> taken = [];
        foreach (int row in first.Concat(central).Distinct().Take(4 * Labels))
        {
            string name = GraphFile.Clean(graph.Works[row].Title.Length > 0 ? graph.Works[row].Title : graph.Works[row].Id);
            if (name.Length > LongestLabel) name = name[..(char.IsHighSurrogate(name[LongestLabel - 2]) ? LongestLabel - 2 : LongestLabel - 1)] + "…";
            (double x, double y, double width) = (at[row].X, at[row].Y, name.Length * LetterWidth);
            if (taken.Count == Labels || taken.Any(other => Math.Abs(other.Y - y) < LabelHeight && x < other.X + other.Width && other.X < x + width)) continue;
            taken.Add((x, y, width));
            yield return (row, name);
        }
    }

    private static double Round(double value) => Math.Round(value, 1);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}

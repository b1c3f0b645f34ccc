using System.Globalization;
using System.Text;
using System.Xml;
using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>Draws the like-rates of a report as SVG: a dot for each model, a line for its 95 % interval.</summary>
public static class SurveyChart
{
    private const int Left = 190; // of the axis, in the units of the SVG
    private const int Wide = 560;
    private const int Right = 130;
    private const int Top = 44;
    private const int Row = 26;

    /// <summary>Writes the chart, whole or not at all.</summary>
    /// <exception cref="FileWriteException">It cannot be written.</exception>
    public static void Write(SurveyReport report, string path)
    {
        ArgumentNullException.ThrowIfNull(report);
        AtomicFile.Write(path, stream => Draw(report, stream));
    }

    private static void Draw(SurveyReport report, Stream stream)
    {
        int bottom = Top + (report.Models.Count * Row);
        using XmlWriter xml = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(false) });
        xml.WriteStartElement("svg", "http://www.w3.org/2000/svg");
        xml.Attributes(("viewBox", $"0 0 {Left + Wide + Right} {bottom + 44}"), ("font-family", "sans-serif"), ("font-size", "14"), ("fill", "#222222"));
        xml.WriteElementString("title", "Like-rate of each model with its 95 % interval");
        xml.Element("rect", ("width", "100%"), ("height", "100%"), ("fill", "#ffffff"));
        Text("Like-rate and 95 % interval (Wilson)", Left, 24, "start");
        for (int tenth = 0; tenth <= 10; tenth += 2)
        {
            xml.Element("line", ("x1", X(tenth / 10.0)), ("x2", X(tenth / 10.0)), ("y1", $"{Top - 6}"), ("y2", $"{bottom}"), ("stroke", "#dddddd"));
            Text($"{tenth * 10} %", Left + (Wide * tenth / 10.0), bottom + 20, "middle");
        }

        for (int m = 0; m < report.Models.Count; m++)
        {
            SurveyModel model = report.Models[m];
            string y = Number(Top + (m * Row) + (Row / 2.0));
            Text(model.Name, Left - 12, Top + (m * Row) + (Row / 2.0) + 5, "end");
            if (model.Likes.Total > 0)
            {
                xml.Element("line", ("x1", X(model.Likes.Low)), ("x2", X(model.Likes.High)), ("y1", y), ("y2", y), ("stroke", "#4269d0"), ("stroke-width", "3"));
                xml.Element("circle", ("cx", X(model.Likes.Rate)), ("cy", y), ("r", "6"), ("fill", "#4269d0"));
            }

            Text(model.Likes.Total == 0 ? "not shown" : string.Create(CultureInfo.InvariantCulture, $"{model.Likes.Rate:0.0%} of {model.Likes.Total}"), Left + Wide + 12, Top + (m * Row) + (Row / 2.0) + 5, "start");
        }

        xml.WriteEndElement();

        void Text(string text, double x, double y, string anchor)
        {
            xml.WriteStartElement("text");
            xml.Attributes(("x", Number(x)), ("y", Number(y)), ("text-anchor", anchor));
            xml.WriteString(string.Concat(text.Where(XmlConvert.IsXmlChar)));
            xml.WriteEndElement();
        }
    }

    private static string X(double rate) => Number(Left + (Wide * rate));

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}

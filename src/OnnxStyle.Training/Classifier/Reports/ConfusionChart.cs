using System.Globalization;
using System.Text;
using System.Xml;
using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>Draws which classes are taken for which: a row for each class, a column for what its pictures were called, darker the larger the share of the row.</summary>
public static class ConfusionChart
{
    private const int Cell = 56; // units of the SVG
    private const int Wide = 112; // pixels of a cell of the picture, and of a line of a label
    private const int High = 44;
    private const int LetterWidth = 7; // of a label, about
    private const int Top = 64;

    /// <summary>The matrix as a picture.</summary>
    /// <param name="metrics">What was counted.</param>
    /// <param name="title">The headline.</param>
    public static Image Draw(ClassifierMetrics metrics, string title)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        ContactSheet sheet = new(new ContactSheetOptions { CellSide = Wide, LeastColumn = Wide + 24 }) { Title = title };
        for (int row = 0; row < metrics.Labels.Count; row++)
        {
            sheet.RowHeaders.Add(metrics.Labels[row]);
            sheet.ColumnHeaders.Add(metrics.Labels[row]);
            for (int column = 0; column < metrics.Labels.Count; column++)
            {
                (float red, float green, float blue) = Colour(metrics, row, column);
                sheet.Put(row, column, Image.Filled(Wide, High, red, green, blue), Invariant($"{metrics.Count(row, column)}"));
            }
        }

        return sheet.Render();
    }

    /// <summary>Writes the matrix as SVG, whole or not at all.</summary>
    /// <param name="metrics">What was counted.</param>
    /// <param name="title">The headline.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="FileWriteException">It cannot be written.</exception>
    public static void WriteSvg(ClassifierMetrics metrics, string title, string path)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        AtomicFile.Write(path, stream => Write(metrics, title, stream));
    }

    private static void Write(ClassifierMetrics metrics, string title, Stream stream)
    {
        int count = metrics.Labels.Count, longest = (metrics.Labels.Max(label => label.Length) * LetterWidth) + 16;
        int left = longest + 20, bottom = Top + (count * Cell), width = Math.Max(left + (count * Cell) + longest, (title.Length * 9) + left);
        using XmlWriter xml = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(false) });
        xml.WriteStartElement("svg", "http://www.w3.org/2000/svg");
        xml.Attributes(("viewBox", Invariant($"0 0 {width} {bottom + longest}")), ("font-family", "sans-serif"), ("font-size", "13"), ("fill", "#222222"));
        xml.WriteElementString("title", Clean(title));
        xml.Element("rect", ("width", "100%"), ("height", "100%"), ("fill", "#ffffff"));
        Text(title, left, 24, "start");
        Text("rows: what pictures are; columns: what they were called", left, 46, "start");
        for (int row = 0; row < count; row++)
        {
            Text(metrics.Labels[row], left - 10, Top + (row * Cell) + (Cell / 2) + 5, "end");
            int x = left + (row * Cell) + (Cell / 2);
            Text(metrics.Labels[row], x, bottom + 14, "end", ("transform", Invariant($"rotate(-45 {x} {bottom + 14})")));
            for (int column = 0; column < count; column++)
            {
                (float red, float green, float blue) = Colour(metrics, row, column);
                xml.Element("rect", ("x", Invariant($"{left + (column * Cell)}")), ("y", Invariant($"{Top + (row * Cell)}")), ("width", Invariant($"{Cell}")), ("height", Invariant($"{Cell}")),
                    ("fill", Invariant($"#{Byte(red):x2}{Byte(green):x2}{Byte(blue):x2}")), ("stroke", "#dddddd"));
                string ink = Share(metrics, row, column) > 0.5 ? "#ffffff" : "#222222";
                Text(Invariant($"{metrics.Count(row, column)}"), left + (column * Cell) + (Cell / 2), Top + (row * Cell) + (Cell / 2) + 5, "middle", ("fill", ink));
            }
        }

        xml.WriteEndElement();

        void Text(string text, int x, int y, string anchor, params ReadOnlySpan<(string Name, string Value)> more)
        {
            xml.WriteStartElement("text");
            xml.Attributes(("x", Invariant($"{x}")), ("y", Invariant($"{y}")), ("text-anchor", anchor));
            xml.Attributes(more);
            xml.WriteString(Clean(text));
            xml.WriteEndElement();
        }
    }

    private static double Share(ClassifierMetrics metrics, int row, int column) => metrics.Count(row, column) / (double)Math.Max(1, metrics.Classes[row].Pictures);

    // From white to blue for what is right, to orange for what is not.
    private static (float Red, float Green, float Blue) Colour(ClassifierMetrics metrics, int row, int column)
    {
        float share = (float)Share(metrics, row, column);
        (float red, float green, float blue) = row == column ? (0.10f, 0.29f, 0.60f) : (0.85f, 0.37f, 0.05f);
        return (1 - (share * (1 - red)), 1 - (share * (1 - green)), 1 - (share * (1 - blue)));
    }

    private static int Byte(float sample) => (int)Math.Round(255 * sample);

    private static string Clean(string text) => string.Concat(text.Where(XmlConvert.IsXmlChar));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>The losses of a run as a drawing (SVG): steps, epochs in training, and epochs on held-out samples, over a logarithmic axis.</summary>
public static class LossCurve
{
    private const double Width = 800, Height = 450, Left = 70, Right = 20, Top = 40, Bottom = 50;

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <param name="history">The losses.</param>
    /// <param name="title">The headline.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="FileWriteException">It cannot be written.</exception>
    public static void Save(TrainingHistory history, string title, string path) => AtomicFile.WriteAllText(path, Draw(history, title));

    /// <summary>The drawing as text.</summary>
    /// <param name="history">The losses.</param>
    /// <param name="title">The headline.</param>
    public static string Draw(TrainingHistory history, string title)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(title);
        (double X, double Y)[] steps = [.. history.StepLosses.Select((loss, i) => (i + 1.0, (double)loss))];
        (double X, double Y)[] training = [.. history.Epochs.Select(row => ((double)row.Steps, row.Training[0]))];
        (double X, double Y)[] heldOut = [.. history.Epochs.Where(row => row.HeldOut.Count > 0).Select(row => ((double)row.Steps, row.HeldOut[0]))];
        double[] values = [.. steps.Concat(training).Concat(heldOut).Select(point => point.Y).Where(y => y > 0 && double.IsFinite(y))];
        double low = Math.Log10(values.DefaultIfEmpty(1).Min()), high = Math.Log10(values.DefaultIfEmpty(1).Max());
        if (high - low < 0.1) (low, high) = (low - 0.05, high + 0.05);
        double last = Math.Max(2, steps.Length);
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"24\" font-size=\"15\">{System.Security.SecurityElement.Escape(title)}</text>\n");
        for (int i = 0; i <= 5; i++)
        {
            double level = low + ((high - low) * i / 5), y = At(level), x = Left + ((Width - Left - Right) * i / 5);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:F1}\" y2=\"{y:F1}\" stroke=\"#ddd\"/>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{y + 4:F1}\" text-anchor=\"end\">{Math.Pow(10, level):G3}</text>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:F1}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{1 + ((last - 1) * i / 5):F0}</text>\n");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + ((Width - Left - Right) / 2)}\" y=\"{Height - 12}\" text-anchor=\"middle\">step</text>\n");
        Line(steps, "#bbb", 1, "steps", 0);
        Line(training, "#1f77b4", 2, "training, epochs", 1);
        Line(heldOut, "#d62728", 2, "held out", 2);
        svg.Append("</svg>\n");
        return svg.ToString();

        double At(double level) => Height - Bottom - ((level - low) / (high - low) * (Height - Top - Bottom));

        void Line((double X, double Y)[] points, string colour, double width, string name, int row)
        {
            if (points.Length == 0) return;
            svg.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" points=\"");
            foreach ((double x, double y) in points.Where(point => point.Y > 0 && double.IsFinite(point.Y)))
                svg.Append(CultureInfo.InvariantCulture, $"{Left + ((x - 1) / (last - 1) * (Width - Left - Right)):F1},{At(Math.Log10(y)):F1} ");
            svg.Append("\"/>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width - Right - 8}\" y=\"{Top + 16 + (row * 16)}\" text-anchor=\"end\" fill=\"{colour}\">{name}</text>\n");
        }
    }
}

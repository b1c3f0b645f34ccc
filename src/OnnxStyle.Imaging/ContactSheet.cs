namespace OnnxStyle.Imaging;

/// <summary>
/// A labelled grid of pictures on white: a headline, a header over each column and before each row, a caption under each picture.
/// Whatever has no text takes no room.
/// </summary>
public sealed class ContactSheet
{
    private const float Paper = 1;
    private const float Grid = 0.86f;
    private const float Ink = 0.13f;
    private const float SoftInk = 0.35f;
    private const float Bold = 0.62f;
    private const float Regular = 0.46f;
    private readonly ContactSheetOptions options;
    private readonly Dictionary<(int Row, int Column), (Image Picture, string Caption)> cells = [];

    /// <summary>Makes an empty sheet.</summary>
    /// <exception cref="Tensors.OptionsException">An option is out of range.</exception>
    public ContactSheet(ContactSheetOptions? options = null)
    {
        this.options = options ?? new ContactSheetOptions();
        this.options.Validate();
    }

    /// <summary>The headline, or empty.</summary>
    public string Title { get; set; } = string.Empty;

    /// <summary>The header of each column, from the left; fewer than columns is fine.</summary>
    public IList<string> ColumnHeaders { get; } = [];

    /// <summary>The header of each row, from the top; fewer than rows is fine.</summary>
    public IList<string> RowHeaders { get; } = [];

    /// <summary>The number of rows so far.</summary>
    public int Rows => cells.Count == 0 ? 0 : cells.Keys.Max(key => key.Row) + 1;

    /// <summary>The number of columns so far.</summary>
    public int Columns => cells.Count == 0 ? 0 : cells.Keys.Max(key => key.Column) + 1;

    /// <summary>Puts a picture into a cell; the last one put there counts. Cells without a picture stay white.</summary>
    /// <param name="row">From 0.</param>
    /// <param name="column">From 0.</param>
    /// <param name="picture">The picture; its shape is kept.</param>
    /// <param name="caption">Printed below; a line feed begins a new line.</param>
    public void Put(int row, int column, Image picture, string caption = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentNullException.ThrowIfNull(picture);
        (int width, int height) = ImageResize.FitLongSide(picture.Width, picture.Height, options.CellSide);
        cells[(row, column)] = (ImageResize.Resize(picture, width, height), caption ?? string.Empty);
    }

    /// <summary>Draws the sheet.</summary>
    /// <exception cref="InvalidOperationException">No picture was put on it.</exception>
    public Image Render()
    {
        if (cells.Count == 0) throw new InvalidOperationException("A contact sheet needs at least one picture.");
        int gap = (int)(6 * options.TextScale);
        int rowHeader = RowHeaders.Count == 0 ? 0 : RowHeaders.Max(text => Wrap(text, options.CellSide).Max(LineWidth)) + (2 * gap);
        int[] widths = [.. Enumerable.Range(0, Columns).Select(column => Math.Max(options.LeastColumn, Largest(cell => cell.Column == column, cell => cell.Width) + (2 * gap)))];
        int[] pictures = [.. Enumerable.Range(0, Rows).Select(row => Largest(cell => cell.Row == row, cell => cell.Height))];
        int[] captions = [.. Enumerable.Range(0, Rows).Select(row => cells.Where(c => c.Key.Row == row).Select(c => TextHeight(Wrap(c.Value.Caption, widths[c.Key.Column] - gap))).DefaultIfEmpty(0).Max())];
        int header = ColumnHeaders.Select((text, column) => TextHeight(Wrap(text, column < widths.Length ? widths[column] - gap : options.CellSide))).DefaultIfEmpty(0).Max();
        int headline = Title.Length == 0 ? 0 : (int)(PixelFont.Rows * options.TextScale * 1.5f) + gap;
        int left = gap + rowHeader, top = gap + headline + (header == 0 ? 0 : header + gap);
        int[] heights = [.. pictures.Zip(captions, (picture, caption) => picture + (caption == 0 ? 0 : caption + (gap / 2)) + (2 * gap))];

        // A headline longer than the grid is cut by the page's edge otherwise.
        int titleEnd = left + (int)Math.Ceiling(PixelFont.Measure(Title) * options.TextScale * 1.5f) + gap;
        Image page = Image.Filled(Math.Max(left + widths.Sum() + gap + 1, titleEnd), top + heights.Sum() + gap + 1, Paper, Paper, Paper);
        if (headline > 0) PixelFont.Draw(page, Title, left, gap, options.TextScale * 1.5f, Ink, Bold);
        for (int column = 0, x = left; column < widths.Length; x += widths[column++])
        {
            if (column < ColumnHeaders.Count) DrawLines(page, Wrap(ColumnHeaders[column], widths[column] - gap), x, top - header - (gap / 2), widths[column], Ink, Bold);
        }

        for (int row = 0, y = top; row < heights.Length; y += heights[row++])
        {
            if (row < RowHeaders.Count)
            {
                string[] lines = Wrap(RowHeaders[row], options.CellSide);
                DrawLines(page, lines, gap, y + gap + ((pictures[row] - TextHeight(lines)) / 2), rowHeader - gap, Ink, Bold);
            }

            for (int column = 0, x = left; column < widths.Length; x += widths[column++])
            {
                Frame(page, x, y, widths[column], heights[row]);
                if (!cells.TryGetValue((row, column), out (Image Picture, string Caption) cell)) continue;
                Paste(page, cell.Picture, x + ((widths[column] - cell.Picture.Width) / 2), y + gap + ((pictures[row] - cell.Picture.Height) / 2));
                DrawLines(page, Wrap(cell.Caption, widths[column] - gap), x, y + gap + pictures[row] + (gap / 2) + (gap / 4), widths[column], SoftInk, Regular);
            }
        }

        return page;
    }

    private int LineHeight => (int)Math.Ceiling((PixelFont.Rows + 2) * options.TextScale);

    private int LineWidth(string line) => (int)Math.Ceiling(PixelFont.Measure(line) * options.TextScale);

    private int TextHeight(string[] lines) => lines.All(line => line.Length == 0) ? 0 : lines.Length * LineHeight;

    private int Largest(Func<(int Row, int Column), bool> which, Func<Image, int> side) =>
        cells.Where(cell => which(cell.Key)).Select(cell => side(cell.Value.Picture)).DefaultIfEmpty(options.CellSide / 4).Max();

    // Words flow into lines; a word wider than a line is broken, and what does not fit into the last line ends in dots.
    private string[] Wrap(string text, int width)
    {
        List<string> lines = [];
        foreach (string paragraph in text.Split('\n')) Flow(paragraph, width, lines);
        if (lines.Count <= options.MostLines) return [.. lines];
        string last = lines[options.MostLines - 1];
        while (last.Length > 1 && LineWidth(last + "...") > width) last = last[..^1];
        return [.. lines.Take(options.MostLines - 1), last + "..."];
    }

    private void Flow(string paragraph, int width, List<string> lines)
    {
        lines.Add(string.Empty);
        foreach (string given in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string word = given;
            string joined = lines[^1].Length == 0 ? word : $"{lines[^1]} {word}";
            if (LineWidth(joined) <= width)
            {
                lines[^1] = joined;
                continue;
            }

            if (lines[^1].Length > 0) lines.Add(string.Empty);
            while (word.Length > 1 && LineWidth(word) > width)
            {
                int cut = word.Length - 1;
                while (cut > 1 && LineWidth(word[..cut]) > width) cut--;
                lines[^1] = word[..cut];
                lines.Add(string.Empty);
                word = word[cut..];
            }

            lines[^1] = word;
        }
    }

    private void DrawLines(Image page, string[] lines, int x, int y, int width, float ink, float weight)
    {
        for (int i = 0; i < lines.Length; i++)
            PixelFont.Draw(page, lines[i], x + ((width - LineWidth(lines[i])) / 2), y + (i * LineHeight), options.TextScale, ink, weight);
    }

    private static void Frame(Image page, int x, int y, int width, int height)
    {
        for (int c = 0; c < 3; c++)
        {
            Span<float> plane = page.Channel(c);
            plane.Slice((y * page.Width) + x, width + 1).Fill(Grid);
            plane.Slice(((y + height) * page.Width) + x, width + 1).Fill(Grid);
            for (int row = y; row <= y + height; row++) plane[(row * page.Width) + x] = plane[(row * page.Width) + x + width] = Grid;
        }
    }

    private static void Paste(Image page, Image picture, int x, int y)
    {
        for (int c = 0; c < 3; c++)
        {
            for (int row = 0; row < picture.Height; row++)
                picture.Channel(c).Slice(row * picture.Width, picture.Width).CopyTo(page.Channel(c)[(((y + row) * page.Width) + x)..]);
        }
    }
}

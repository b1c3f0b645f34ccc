using System.Globalization;
using OnnxStyle.Imaging;

namespace OnnxStyle.Transfer;

/// <summary>The same pictures painted with several weights of the content: what is given up for what.</summary>
public sealed class AlphaTable
{
    private readonly List<AlphaRow> rows = [];
    private readonly List<Image> pictures = [];

    private AlphaTable()
    {
    }

    /// <summary>One row for each weight, in the order given.</summary>
    public IReadOnlyList<AlphaRow> Rows => rows;

    /// <summary>The paintings, in the same order.</summary>
    public IReadOnlyList<Image> Pictures => pictures;

    /// <summary>Paints once for each weight.</summary>
    /// <param name="inputs">The pictures and the guidance.</param>
    /// <param name="options">The options; their alpha is replaced.</param>
    /// <param name="alphas">The weights, 0 or more.</param>
    /// <param name="progress">Told after each iteration; <c>Done</c> counts all paintings. Null: nobody.</param>
    /// <param name="cancellationToken">Ends the work; there is no table then.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="Tensors.OnnxStyleException">As <see cref="StrotssPainting.Run"/>.</exception>
    public static AlphaTable Run(
        StrotssInputs inputs, StrotssOptions options, IReadOnlyList<double> alphas, IProgress<StylizeProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(alphas);
        AlphaTable table = new();
        foreach (double alpha in alphas)
        {
            Share? share = progress is null ? null : new Share(progress, table.rows.Count, alphas.Count);
            StrotssResult result = StrotssPainting.Run(inputs, options with { Alpha = alpha, SnapshotEvery = 0 }, share, cancellationToken: cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            IReadOnlyDictionary<string, double> measures = result.Report.Measures;
            table.rows.Add(new AlphaRow(alpha, measures["selfSimilarity"], measures["transport"], measures["moments"], measures["palette"]));
            table.pictures.Add(result.Picture);
        }

        return table;
    }

    /// <summary>The paintings on one sheet between the content and the style, each with its weight and its losses.</summary>
    /// <param name="inputs">The pictures they were made from.</param>
    public Image Sheet(StrotssInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        const int Columns = 3, Narrowest = 200;
        ContactSheet sheet = new(new ContactSheetOptions { CellSide = Math.Max(Narrowest, pictures.Max(picture => Math.Max(picture.Width, picture.Height))) });
        List<(Image Picture, string Caption)> cells = [(inputs.Content, "content")];
        for (int i = 0; i < pictures.Count; i++)
            cells.Add((pictures[i], string.Create(CultureInfo.InvariantCulture, $"alpha {rows[i].Alpha:G3}: content {rows[i].SelfSimilarity:F3}, style {rows[i].Style:F3}")));
        cells.Add((inputs.Style, "style"));
        for (int i = 0; i < cells.Count; i++) sheet.Put(i / Columns, i % Columns, cells[i].Picture, cells[i].Caption);
        return sheet.Render();
    }

    private sealed class Share(IProgress<StylizeProgress> all, int before, int count) : IProgress<StylizeProgress>
    {
        public void Report(StylizeProgress value) => all.Report(value with { Done = (before + value.Done) / count, Remaining = null });
    }
}

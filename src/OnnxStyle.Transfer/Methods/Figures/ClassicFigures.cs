using System.Diagnostics;
using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// The two figures by which Gatys, Ecker and Bethge 2016 explain their method, as one labelled sheet: what the layers know of content and of style by
/// depth (figure 1), and paintings by style layers and by the weight of the style (figure 3 of the 2015 paper).
/// </summary>
public static class ClassicFigures
{
    private const int Blocks = 5;
    private const int NarrowestCell = 160; // takes "beta/alpha 10000" in one line

    /// <summary>Makes the sheet.</summary>
    /// <param name="content">The photograph.</param>
    /// <param name="style">The painting.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="progress">Told on the way; null: nobody.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>: half a figure is none.</param>
    /// <exception cref="OnnxStyleException">An option or size does not work.</exception>
    public static Image Render(Image content, Image style, FigureOptions? options = null, IProgress<FigureProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(style);
        options ??= new FigureOptions();
        options.Validate();
        List<Cell> cells = [.. Cells(content, style, options)];
        using PaintEngine engine = new(options.Engine);
        double[] work = [.. cells.Select(cell => (double)engine.Encoder.MultiplyAdds(options.LongSide, options.LongSide, cell.Deepest))];
        double allWork = work.Sum(), workBefore = 0;
        long start = Stopwatch.GetTimestamp();
        ContactSheet sheet = new(new ContactSheetOptions { CellSide = Math.Max(options.LongSide, NarrowestCell) }) { Title = "What the layers know, and what they paint" };
        foreach (string header in RowHeaders()) sheet.RowHeaders.Add(header);
        sheet.Put(0, Blocks, content, "the photograph");
        sheet.Put(1, Blocks, style, "the painting");
        for (int i = 0; i < cells.Count; i++)
        {
            Cell cell = cells[i];
            Report(null);
            Image picture = cell.Make(progress is null ? null : new Relay(Report), cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            sheet.Put(cell.Row, cell.Column, picture, cell.Caption);
            workBefore += work[i];

            void Report(StylizeProgress? run)
            {
                double done = (workBefore + (work[i] * (run?.Done ?? 0))) / allWork;
                TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
                progress?.Report(new FigureProgress
                {
                    Picture = i + 1,
                    Pictures = cells.Count,
                    Caption = cell.Caption,
                    Run = run,
                    Done = done,
                    Elapsed = elapsed,
                    Remaining = done > 0 ? elapsed / done * (1 - done) : null,
                });
            }
        }

        return sheet.Render();
    }

    private static IEnumerable<string> RowHeaders() =>
        ["content by depth", "style by depth", .. Enumerable.Range(1, Blocks).Select(depth => $"painted with {Span(depth)}")];

    private static IEnumerable<Cell> Cells(Image content, Image style, FigureOptions options)
    {
        for (int block = 1; block <= Blocks; block++)
        {
            string layer = $"conv{block}_2";
            ReconstructOptions reconstruct = new() { Engine = options.Engine, Layer = layer, Method = ReconstructionMethod.Gatys, LongSide = options.LongSide, Iterations = options.Iterations, Seed = options.Seed };
            yield return new Cell(0, block - 1, layer, layer, (progress, token) => ContentReconstruction.Run(content, reconstruct, progress, null, token).Picture);
        }

        (int width, int height) = ImageResize.FitLongSide(content.Width, content.Height, options.LongSide);
        for (int depth = 1; depth <= Blocks; depth++)
        {
            TextureOptions texture = new()
            {
                Engine = options.Engine,
                Layers = StyleLayers(depth),
                AreaSide = Math.Max(16, (int)Math.Sqrt((double)width * height)),
                Width = width,
                Height = height,
                Iterations = options.Iterations,
                MatchHistogram = false,
                Seed = options.Seed,
            };
            yield return new Cell(1, depth - 1, Span(depth), $"conv{depth}_1", (progress, token) => TextureSynthesis.Run(style, texture, progress, null, token).Picture);
        }

        for (int depth = 1; depth <= Blocks; depth++)
        {
            for (int column = 0; column < options.StyleWeights.Count; column++)
            {
                StylizeOptions stylize = new()
                {
                    Engine = options.Engine,
                    ContentLayers = [new LayerWeight("conv4_2")],
                    StyleLayers = StyleLayers(depth),
                    LongSide = options.LongSide,
                    Pyramid = false,
                    Iterations = options.Iterations,
                    StyleWeight = options.StyleWeights[column],
                    Seed = options.Seed,
                };
                yield return new Cell(1 + depth, column, $"beta/alpha {options.StyleWeights[column]:0.###}", depth == Blocks ? "conv5_1" : "conv4_2", (progress, token) =>
                {
                    using StyleTransfer transfer = new(stylize);
                    return transfer.Paint(content, [style], progress, token);
                });
            }
        }
    }

    private static string Span(int depth) => depth == 1 ? "conv1_1" : $"conv1_1 to conv{depth}_1";

    private static LayerWeight[] StyleLayers(int depth) => [.. Enumerable.Range(1, depth).Select(block => new LayerWeight($"conv{block}_1"))];

    private sealed record Cell(int Row, int Column, string Caption, string Deepest, Func<IProgress<StylizeProgress>?, CancellationToken, Image> Make);

    private sealed class Relay(Action<StylizeProgress> report) : IProgress<StylizeProgress>
    {
        public void Report(StylizeProgress value) => report(value);
    }
}

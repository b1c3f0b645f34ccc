using OnnxStyle.Imaging;

namespace OnnxStyle.Transfer;

/// <summary>An eastern painting beside what it was made from, and beside plain Gatys.</summary>
public static class EasternSheet
{
    private const int NarrowestCell = 160;

    /// <summary>Makes the sheet; paints the plain picture for it as <see cref="StyleTransfer"/> does, with the same encoder, size and iterations.</summary>
    /// <param name="photo">The photograph.</param>
    /// <param name="style">The painting.</param>
    /// <param name="result">The eastern painting.</param>
    /// <param name="options">The options that it was made with.</param>
    /// <param name="progress">Told of the plain picture's iterations; null: nobody.</param>
    /// <param name="cancellationToken">Ends the plain picture early: the sheet then shows it as far as it was.</param>
    /// <exception cref="Tensors.OnnxStyleException">An option, layer or size does not work.</exception>
    public static Image Render(
        Image photo, Image style, EasternResult result, EasternOptions options, IProgress<StylizeProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(options);
        StylizeOptions plain = new()
        {
            Engine = options.Engine,
            LongSide = options.LongSide,
            Pyramid = options.Pyramid,
            SmallestSide = options.SmallestSide,
            Iterations = options.Iterations,
            LaterIterations = options.LaterIterations,
            Optimizer = options.Optimizer,
            Seed = options.Seed,
        };
        using StyleTransfer transfer = new(plain);
        Image gatys = transfer.Paint(photo, [style], progress, cancellationToken);
        ContactSheet sheet = new(new ContactSheetOptions { CellSide = Math.Clamp(options.LongSide, NarrowestCell, 1024) });
        sheet.Put(0, 0, photo, "the photograph");
        sheet.Put(0, 1, EdgeDrawing.OnWhite(result.Edges), "its edges");
        sheet.Put(0, 2, style, "the painting");
        sheet.Put(1, 0, result.Drawing, "the drawing");
        sheet.Put(1, 1, gatys, "plain Gatys");
        sheet.Put(1, 2, result.Picture, "this method");
        return sheet.Render();
    }
}

using System.Text.Json;
using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// Paints a photograph as an eastern painting: strokes along the edges, washes, and much empty paper. Gatys' method with four changes: the content is a
/// drawing of the photograph (<see cref="EdgeMap"/>), its lines and its paper are held pixel by pixel (<see cref="DrawingLoss"/>), the run starts from white
/// paper, and a convolution in front of the encoder, trained on the style, shows the style loss more of strokes and paper (<see cref="FrontLayer"/>).
/// </summary>
public static class EasternPainting
{
    private const double TrainingShare = 0.1; // of the progress that is shown

    /// <summary>Paints.</summary>
    /// <param name="photo">The photograph.</param>
    /// <param name="style">The painting whose hand is wanted.</param>
    /// <param name="options">The options; null for the defaults, an ink landscape.</param>
    /// <param name="front">A front layer that was trained before; null: one is trained now, unless the options want none.</param>
    /// <param name="progress">Told after each iteration; null: nobody.</param>
    /// <param name="cancellationToken">Ends the run early; the result then holds the best picture.</param>
    /// <exception cref="OnnxStyleException">An option, layer or size does not work.</exception>
    public static EasternResult Run(
        Image photo, Image style, EasternOptions? options = null, FrontLayer? front = null, IProgress<StylizeProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(style);
        options ??= new EasternOptions();
        options.Validate();
        PaintEngine engine = new(options.Engine);
        _ = engine.Deepest(options.ContentLayers.Concat(options.StyleLayers).Select(layer => layer.Layer));
        PhotoDrawing drawing = PhotoDrawing.Of(photo, options);
        Image bleached = PaintingParts.Bleached(style, options.Luminance, options.PaperPercentile);
        List<string> notes = [];
        if (drawing.Edges.Coverage == 0) notes.Add("the photograph has no edges with these options: lower Edges.High or Edges.Floor");
        if (front is { EncoderSha256.Length: > 0 } && front.EncoderSha256 != engine.EncoderSha256) notes.Add("the front layer was trained for another encoder");
        StylizeOptions below = options.ToStylize();
        StylizeInputs inputs = new() { Content = drawing.Picture, Styles = [bleached], Start = Start(options, photo, drawing) };
        StylizePlan plan = StylizePlan.Of(below, engine.Encoder, inputs.Content, inputs.Styles); // a size that does not work is an error before the training

        Dictionary<string, double> measures = [];
        if (front is null && options.Front.Channels > 0)
        {
            FrontTrainingResult trained = FrontTraining.Run(engine, bleached, options.Front, options.StyleLayers, options.Seed, Training(options, plan, progress), cancellationToken);
            front = trained.Layer;
            measures["noticedWithoutFront"] = trained.Before;
            measures["noticedWithFront"] = trained.After;
        }

        engine.Front = front;
        StylizeResult result = new StylizeRun(
            engine, below, inputs, progress is null ? null : new Rest(progress, measures.Count > 0 ? TrainingShare : 0), null, notes, cancellationToken,
            new RunAdditions { Terms = level => options.EdgeWeight > 0 ? [drawing.Term(options.EdgeWeight, level.Width, level.Height)] : [] }).Run(null);
        Image picture = options.Luminance ? ColorTransfer.LuminanceOnly(result.Picture).Clipped() : result.Picture;
        return new EasternResult
        {
            Picture = picture,
            Edges = drawing.Edges,
            Drawing = drawing.Picture,
            Front = front,
            Report = result.Report with
            {
                Method = "eastern",
                Options = JsonSerializer.SerializeToElement(options, OptionsJson.Default.EasternOptions),
                Inputs = [PictureHash.Of("content", photo), PictureHash.Of("style", style)],
                Weights = new Dictionary<string, double>(result.Report.Weights) { ["edges"] = options.EdgeWeight },
                Measures = measures,
                PictureSha256 = PictureHash.Of(picture.Planar),
            },
        };
    }

    private static Image Start(EasternOptions options, Image photo, PhotoDrawing drawing) => options.Start switch
    {
        EasternStart.Drawing => drawing.Picture,
        EasternStart.Photo => options.Luminance ? ColorTransfer.LuminanceOnly(photo) : photo,
        _ => Image.Filled(drawing.Picture.Width, drawing.Picture.Height, 1, 1, 1),
    };

    private static Action<int, double> Training(EasternOptions options, StylizePlan plan, IProgress<StylizeProgress>? progress)
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        return (step, loss) => progress?.Report(new StylizeProgress
        {
            Levels = plan.Levels.Count,
            Width = options.Front.TrainingSide,
            Height = options.Front.TrainingSide,
            Iteration = step,
            Iterations = options.Front.TrainingSteps,
            Done = TrainingShare * step / options.Front.TrainingSteps,
            Row = new LossRow { Iteration = step, Total = loss, Losses = [new LossValue("front", loss, loss)] },
            Elapsed = TimeSpan.FromSeconds(LevelRun.Since(start)),
        });
    }

    // What comes after the training, as the rest of the whole.
    private sealed class Rest(IProgress<StylizeProgress> whole, double before) : IProgress<StylizeProgress>
    {
        public void Report(StylizeProgress value) => whole.Report(value with { Done = before + ((1 - before) * value.Done) });
    }
}

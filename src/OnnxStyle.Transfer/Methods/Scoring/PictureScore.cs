using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>Scores any picture, ours or another tool's, by the losses it would have while being painted.</summary>
public static class PictureScore
{
    /// <summary>
    /// Scores a picture. The content is scaled (bicubic) to the picture's size, which a content loss needs; the style keeps its own size, or is scaled
    /// to <see cref="ScoreOptions.Size"/>.
    /// </summary>
    /// <param name="picture">The picture.</param>
    /// <param name="content">The photograph.</param>
    /// <param name="style">The painting.</param>
    /// <param name="options">The terms; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="OnnxStyleException">An option, layer or size does not work.</exception>
    public static ScoreReport Of(Image picture, Image content, Image style, ScoreOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(style);
        options ??= new ScoreOptions();
        options.Validate();
        using PaintEngine engine = new(options.Engine);
        Image sized = Sized(picture, options.Size), sizedStyle = Sized(style, options.Size);
        Image sizedContent = ImageResize.Resize(content, sized.Width, sized.Height, Resampling.Bicubic);
        List<BoundTerm> terms = [];
        if (options.ContentLayers.Count > 0) terms.Add(Bind(engine, new ContentLoss { Layers = options.ContentLayers, Weight = options.ContentWeight }, sizedContent, cancellationToken));
        if (options.StyleLayers.Count > 0) terms.Add(Bind(engine, new GramLoss { Layers = options.StyleLayers, Weight = options.StyleWeight }, sizedStyle, cancellationToken));
        LossGraph graph = LossGraph.Build(engine, new Shape(1, 3, sized.Height, sized.Width), options.Convention, terms);
        using PictureObjective objective = new(engine, graph, null, cancellationToken);
        float[] gradient = new float[objective.Length];
        double total = objective.Evaluate(sized.Planar, gradient), square = 0;
        foreach (float g in gradient) square += (double)g * g;
        IReadOnlyList<LossValue> losses = objective.LossesAt(total);
        return new ScoreReport
        {
            Encoder = engine.Encoder.Name,
            Width = sized.Width,
            Height = sized.Height,
            Content = [.. losses.Where(loss => loss.Name.StartsWith("content/", StringComparison.Ordinal))],
            Style = [.. losses.Where(loss => loss.Name.StartsWith("style/", StringComparison.Ordinal))],
            Total = total,
            GradientL2 = Math.Sqrt(square),
        };
    }

    private static BoundTerm Bind(PaintEngine engine, LossTerm term, Image picture, CancellationToken cancellationToken) =>
        new() { Term = term, Targets = term.Targets(PictureStatistics.Of(engine, picture, [(term, null)], cancellationToken)[0]) };

    private static Image Sized(Image image, int? side)
    {
        if (side is null) return image;
        (int width, int height) = ImageResize.FitLongSide(image.Width, image.Height, side.Value);
        return ImageResize.Resize(image, width, height, Resampling.Bicubic);
    }
}

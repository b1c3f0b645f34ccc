using OnnxStyle.Imaging;
using OnnxStyle.Kernels;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>Judges pictures, ours or another tool's, by what a photographic transfer wants: to be photographic, to have the style, to have the content's edges.</summary>
public static class PhotoScore
{
    private const double ShapeTolerance = 0.02;

    /// <summary>Judges pictures at one size. All are scaled (bicubic) to the content's size at <see cref="PhotoScoreOptions.LongSide"/>.</summary>
    /// <param name="pictures">The pictures, of the content's shape, and what they are called.</param>
    /// <param name="inputs">Content, style and classes.</param>
    /// <param name="options">The terms; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="OnnxStyleException">An option, mask, layer or size does not work.</exception>
    public static PhotoScoreReport Of(
        IReadOnlyList<(string Name, Image Picture)> pictures, PhotoInputs inputs, PhotoScoreOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(inputs);
        options ??= new PhotoScoreOptions();
        options.Validate();
        foreach ((string name, Image picture) in pictures)
        {
            double ratio = (double)picture.Width / picture.Height * inputs.Content.Height / inputs.Content.Width;
            if (Math.Abs(ratio - 1) > ShapeTolerance)
                throw new ShapeException(name, $"a picture of the content's shape, {inputs.Content.Width} x {inputs.Content.Height}", $"{picture.Width} x {picture.Height}");
        }

        PhotoClasses classes = inputs.Classes();
        using PaintEngine engine = new(options.Engine);
        StylizeOptions below = new()
        {
            Engine = options.Engine,
            ContentLayers = [],
            StyleLayers = options.StyleLayers,
            ContentWeight = 0,
            StyleWeight = 1,
            TotalVariationWeight = 0,
            LongSide = options.LongSide,
            Pyramid = false,
            GuideMode = GuideMode.Average,
        };
        StylizeInputs stylize = new() { Content = inputs.Content, Styles = [inputs.Style], Regions = PhotoTransfer.Regions(classes) };
        List<string> notes = [.. classes.Notes];
        PlannedLevel level = StylizePlan.Of(below, engine.Encoder, inputs.Content, stylize.Styles).Levels[0];
        LevelTerms terms = new(engine, below, StylizeRecipe.For(below, engine.Encoder.Card), stylize, new PreparedPictures(below, stylize));
        LossGraph graph = LossGraph.Build(engine, new Shape(1, 3, level.Height, level.Width), below.Convention, terms.Bind(level, notes, cancellationToken));
        using PictureObjective objective = new(engine, graph, null, cancellationToken);
        using KernelSet kernels = KernelSet.Processor(options.Engine.Threads);
        Image content = PreparedPictures.Sized(inputs.Content, level.Width, level.Height);
        using MattingLaplacian laplacian = kernels.MattingLaplacian(content.Planar, content.Height, content.Width, options.MattingEpsilon);
        float[] gradient = new float[objective.Length];
        double[] energies = new double[3];
        List<PhotoScoreRow> rows = [];
        foreach ((string name, Image picture) in pictures)
        {
            Image sized = PreparedPictures.Sized(picture, level.Width, level.Height);
            laplacian.Energy(sized.Planar, 3, energies);
            rows.Add(new PhotoScoreRow(name, energies.Sum() / content.PixelCount, objective.Evaluate(sized.Planar, gradient), EdgeSimilarity.Of(sized, content)));
        }

        return new PhotoScoreReport { Encoder = engine.Encoder.Name, Width = level.Width, Height = level.Height, Classes = [.. classes.Classes.Select(entry => entry.Name)], Notes = notes, Rows = rows };
    }
}

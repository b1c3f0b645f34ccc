using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>The photograph as a drawing on white paper: pale washes, dark lines along the edges.</summary>
internal sealed class PhotoDrawing
{
    private const double PaperShare = 0.25; // of the weight of a line
    private const float PaperLevel = 0.85f;
    private const double WashCurve = 1.5; // above 1: the middle of the photograph is nearer to paper than to ink
    private const float FaintestLine = 0.4f; // of the darkest

    private PhotoDrawing(Image picture, Mask edges, Mask lines, Mask paper)
    {
        Picture = picture;
        Edges = edges;
        Lines = lines;
        Paper = paper;
    }

    /// <summary>The drawing.</summary>
    public Image Picture { get; }

    /// <summary>The edges, one pixel wide.</summary>
    public Mask Edges { get; }

    /// <summary>How much each pixel belongs to a line.</summary>
    public Mask Lines { get; }

    /// <summary>How much each pixel belongs to empty paper.</summary>
    public Mask Paper { get; }

    public static PhotoDrawing Of(Image photo, EasternOptions options)
    {
        (int width, int height) = ImageResize.FitLongSide(photo.Width, photo.Height, options.LongSide);
        Image sized = ImageResize.Resize(photo, width, height, Resampling.Bicubic);
        Mask edges = EdgeMap.Of(sized, options.Edges);
        double sigma = Math.Max(0.5, options.LineWidth / 1000 * options.LongSide / 2);
        float peak = (float)(Math.Sqrt(2 * Math.PI) * sigma); // of a straight line after smoothing, inverse
        Mask soft = ImageBlur.Gaussian(edges, sigma);
        Mask lines = new(width, height, Array.ConvertAll(soft.Values, value => Math.Min(1, value * peak)));
        Image pale = Pale(sized, options);
        float[] light = Mask.FromImage(pale).Values, paper = new float[lines.Values.Length];
        for (int i = 0; i < paper.Length; i++) paper[i] = light[i] >= PaperLevel ? 1 - lines.Values[i] : 0;
        Mask inked = Inked(lines, Mask.FromImage(sized), (int)Math.Ceiling(2 * sigma));
        return new PhotoDrawing(EdgeDrawing.Over(pale, inked, (float)options.LineDarkness), edges, lines, new Mask(width, height, paper));
    }

    /// <summary>The loss that holds lines and paper at one size.</summary>
    public BoundTerm Term(double weight, int width, int height)
    {
        Shape shape = new(1, 1, height, width);
        float[] lines = Lines.Resize(width, height).Values, paper = Paper.Resize(width, height).Values, weights = new float[lines.Length];
        for (int i = 0; i < weights.Length; i++) weights[i] = lines[i] + (float)(PaperShare * paper[i]);
        float[] drawing = Mask.FromImage(ImageResize.Resize(Picture, width, height, Resampling.Area)).Values;
        return new BoundTerm
        {
            Term = new DrawingLoss { Weight = weight },
            Targets = new Dictionary<string, Tensor<float>> { [DrawingLoss.DrawingTarget] = new(shape, drawing), [DrawingLoss.WeightTarget] = new(shape, weights) },
        };
    }

    // A brush is loaded or dry: lines are darkest beside what is dark, faint between what is light.
    private static Mask Inked(Mask lines, Mask light, int reach)
    {
        Mask nearby = ImageBlur.Gaussian(light.Shrink(reach), reach / 2.0);
        return new Mask(lines.Width, lines.Height, [.. lines.Values.Zip(nearby.Values, (line, level) => line * (FaintestLine + ((1 - FaintestLine) * (1 - level))))]);
    }

    // The levels of the photograph from its darkest to its lightest percent, and then from the wash to white.
    private static Image Pale(Image photo, EasternOptions options)
    {
        Image result = options.Luminance ? ColorTransfer.LuminanceOnly(photo) : photo.Clone();
        float[] sorted = [.. ColorTransfer.LuminanceOnly(photo).Channel(0)];
        Array.Sort(sorted);
        float dark = sorted[sorted.Length / 50], light = Math.Max(sorted[sorted.Length - 1 - (sorted.Length / 10)], dark + 0.05f);
        for (int i = 0; i < result.Planar.Length; i++)
        {
            float level = Math.Clamp((result.Planar[i] - dark) / (light - dark), 0, 1);
            result.Planar[i] = (float)(1 - (options.Wash * Math.Pow(1 - level, WashCurve)));
        }

        return result;
    }
}

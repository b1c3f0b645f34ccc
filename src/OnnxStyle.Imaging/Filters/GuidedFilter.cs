using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>
/// Smooths a picture along the edges of another (He, Sun, Tang 2010, "Guided image filtering", section 3.5, a guide in colour): in every window the affine function of
/// the guide's colour that is nearest to the picture, and of all functions over a pixel the mean. Box sums in double; time does not depend on the radius.
/// Bits do not depend on the number of processors.
/// </summary>
public static class GuidedFilter
{
    /// <summary>Filters a picture.</summary>
    /// <param name="picture">The picture to smooth.</param>
    /// <param name="guide">The picture whose edges stay; it may be the same one.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>A new picture, not clipped.</returns>
    /// <exception cref="ShapeException">The pictures differ in size.</exception>
    /// <exception cref="OptionsException">An option is out of its range.</exception>
    public static Image Of(Image picture, Image guide, GuidedFilterOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(guide);
        options ??= new GuidedFilterOptions();
        options.Validate();
        if ((picture.Width, picture.Height) != (guide.Width, guide.Height))
            throw new ShapeException("Guided filter", $"a picture of the guide's size, {guide.Width} x {guide.Height}", $"{picture.Width} x {picture.Height}");
        ColorModels models = new(guide, picture, options.Radius, _ => options.Epsilon);
        Image result = new(guide.Width, guide.Height);

        // Bands bound the memory; their neighbours' functions are computed again.
        int rows = Math.Max(64, 2 * options.Radius), bands = (guide.Height + rows - 1) / rows;
        Parallel.For(0, bands, new ParallelOptions { CancellationToken = cancellationToken }, band =>
            Band(models, guide, options.Radius, band * rows, Math.Min((band + 1) * rows, guide.Height), result, cancellationToken));
        return result;
    }

    /// <summary>
    /// Brings the fine detail of a photograph back to a picture that was made from it: K = J + I - GF(I guided by I), Luan et al.'s cure for posterisation after
    /// <see cref="LocalAffineFilter"/>.
    /// </summary>
    /// <param name="picture">J, the picture.</param>
    /// <param name="content">I, the photograph.</param>
    /// <param name="options">The options; null for the defaults, which are theirs.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>K, not clipped.</returns>
    /// <exception cref="ShapeException">The pictures differ in size.</exception>
    /// <exception cref="OptionsException">An option is out of its range.</exception>
    public static Image Refine(Image picture, Image content, GuidedFilterOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(content);
        if ((picture.Width, picture.Height) != (content.Width, content.Height))
            throw new ShapeException("Refinement", $"a picture of the photograph's size, {content.Width} x {content.Height}", $"{picture.Width} x {picture.Height}");
        Image result = Of(content, content, options, cancellationToken);
        for (int i = 0; i < result.Planar.Length; i++) result.Planar[i] = picture.Planar[i] + (content.Planar[i] - result.Planar[i]);
        return result;
    }

    private static void Band(ColorModels models, Image guide, int radius, int top, int bottom, Image result, CancellationToken cancellationToken)
    {
        int width = guide.Width, plane = guide.PixelCount, first = Math.Max(top - radius, 0), last = Math.Min(bottom + radius, guide.Height);
        float[] coefficients = new float[(last - first) * width * ColorModels.Count];
        models.Fit((0, first, width, last), coefficients);
        BoxSums means = new((width, guide.Height), 0, width, radius, ColorModels.Count, (y, _, values) =>
        {
            ReadOnlySpan<float> row = coefficients.AsSpan((y - first) * width * ColorModels.Count, values.Length);
            for (int i = 0; i < row.Length; i++) values[i] = row[i];
        });
        for (int y = top; y < bottom; y++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            means.Row(y, (x, pixels, model) =>
            {
                int at = (y * width) + x;
                double r = guide.Planar[at], g = guide.Planar[at + plane], b = guide.Planar[at + (2 * plane)];
                for (int c = 0; c < 3; c++)
                    result.Planar[at + (c * plane)] = (float)(((model[4 * c] * r) + (model[(4 * c) + 1] * g) + (model[(4 * c) + 2] * b) + model[(4 * c) + 3]) / pixels);
            });
        }
    }
}

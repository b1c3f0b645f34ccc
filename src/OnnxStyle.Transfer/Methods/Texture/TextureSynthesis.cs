using System.Text.Json;
using OnnxStyle.Imaging;
using OnnxStyle.Optimization;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>Makes more of a texture: a picture from noise with the Gram matrices of a sample (Gatys, Ecker, Bethge 2015).</summary>
/// <remarks>
/// Differs from DeepTextures: bounds are the sample's smallest and largest value of all channels, not of each; the histogram is matched by all ranks,
/// not by 100 bins; the gradient is not set to zero at inactive units by hand, since that of a ReLU is.
/// </remarks>
public static class TextureSynthesis
{
    /// <summary>Makes a texture.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="progress">Told after each iteration; null: nobody.</param>
    /// <param name="snapshots">Takes a picture now and then; its checkpoints are not available here. Null: nobody.</param>
    /// <param name="cancellationToken">Ends the run early; the result then holds the best picture.</param>
    /// <exception cref="OnnxStyleException">An option, layer or size does not work.</exception>
    public static PictureResult Run(
        Image sample, TextureOptions? options = null, IProgress<StylizeProgress>? progress = null, ISnapshotSink? snapshots = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sample);
        options ??= new TextureOptions();
        options.Validate();
        using PaintEngine engine = new(options.Engine);
        (int sampleWidth, int sampleHeight) = ImageResize.FitArea(sample.Width, sample.Height, options.AreaSide);
        Image sized = ImageResize.Resize(sample, sampleWidth, sampleHeight, Resampling.Bicubic);
        int width = options.Width ?? sampleWidth, height = options.Height ?? sampleHeight;
        GramLoss term = new() { Layers = options.Layers };
        BoundTerm bound = new() { Term = term, Targets = PictureStatistics.Of(engine, sized, [(term, null)], cancellationToken)[0] };
        (float Lower, float Upper)? bounds = null;
        if (options.BoxBounds)
        {
            float lower = sized.Planar.Min(), upper = sized.Planar.Max();
            bounds = upper > lower ? (lower, upper) : (0, 1);
        }

        const double Deviation = 0.2;
        Image noise = Noise.Picture(width, height, options.Seed, [.. ColorStatistics.Of(sized).Mean], Deviation).Clipped();
        Optimizer optimizer = Optimizers.Create(options.Optimizer, options.Engine.Threads, bounds: bounds);
        SinglePicture run = new(engine, "texture", width, height, options.Iterations, options.SnapshotEvery);
        (Image picture, _, RunReport report) = run.Run(
            [bound], options.Convention, optimizer, Optimizers.Average(options.Optimizer, noise.Planar.Length), noise, progress, snapshots, cancellationToken);
        if (options.MatchHistogram) picture = ColorTransfer.MatchHistogram(picture, sized);
        return new PictureResult
        {
            Picture = picture,
            Report = report with
            {
                Options = JsonSerializer.SerializeToElement(options, OptionsJson.Default.TextureOptions),
                Inputs = [PictureHash.Of("sample", sample)],
                PictureSha256 = PictureHash.Of(picture.Planar),
            },
        };
    }
}

using System.Text.Json;
using OnnxStyle.Imaging;
using OnnxStyle.Optimization;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// Finds a picture with the features that another has at one layer: what the layer still knows of it (Gatys et al. 2016, figure 1; Mahendran and
/// Vedaldi 2015, feature inversion).
/// </summary>
/// <remarks>
/// Mahendran and Vedaldi minimise |F - P|^2 / |P|^2 + (lambda_b/2 sum x^6 + lambda_TV/2 sum (dx^2 + dy^2)) / sigma^2 on mean-subtracted pixels of the 0..255
/// scale, from Gaussian noise with the norm of a picture. sigma^2 is here the squared norm of the picture itself, where the source has a typical
/// one; lambda_TV is 1 up to block 2, 10 in block 3 and 100 beyond, after the source's 1 to 6, 7 to 12 and 13 to 20 of its 20 layers.
/// </remarks>
public static class ContentReconstruction
{
    private const double PaperPrior = 8e-10;
    private const double Range = 255;

    /// <summary>Reconstructs a picture from one layer. The report's measures hold <c>relativeError</c>, |F - P| / |P|, and its square.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="progress">Told after each iteration; null: nobody.</param>
    /// <param name="snapshots">Takes a picture now and then; its checkpoints are not available here. Null: nobody.</param>
    /// <param name="cancellationToken">Ends the run early; the result then holds the best picture.</param>
    /// <exception cref="OnnxStyleException">An option, layer or size does not work.</exception>
    public static PictureResult Run(
        Image picture, ReconstructOptions? options = null, IProgress<StylizeProgress>? progress = null, ISnapshotSink? snapshots = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        options ??= new ReconstructOptions();
        options.Validate();
        using PaintEngine engine = new(options.Engine);
        (int width, int height) = ImageResize.FitLongSide(picture.Width, picture.Height, options.LongSide);
        Image sized = ImageResize.Resize(picture, width, height, Resampling.Bicubic);
        ContentLoss content = new() { Layers = [new LayerWeight(options.Layer)] };
        BoundTerm bound = new() { Term = content, Targets = PictureStatistics.Of(engine, sized, [(content, null)], cancellationToken)[0] };
        float[] mean = [.. engine.Encoder.Card.Preprocessing.Mean];
        double norm = SquaredNorm(sized, mean);
        List<BoundTerm> terms = [bound];
        if (options.Method == ReconstructionMethod.MahendranVedaldi) terms.AddRange(Priors(options, sized, mean, norm));
        double deviation = Math.Sqrt(norm / sized.Planar.Length) / Range;
        Image noise = Noise.Picture(width, height, options.Seed, [mean[0] / Range, mean[1] / Range, mean[2] / Range], deviation);
        Optimizer optimizer = Optimizers.Create(options.Optimizer, options.Engine.Threads);
        SinglePicture run = new(engine, "reconstruct", width, height, options.Iterations, options.SnapshotEvery);
        (Image result, float[] point, RunReport report) = run.Run(
            terms, LossConvention.Balanced, optimizer, Optimizers.Average(options.Optimizer, noise.Planar.Length), noise, progress, snapshots, cancellationToken);
        double error = RelativeSquaredError(engine, bound, width, height, point);
        return new PictureResult
        {
            Picture = result,
            Report = report with
            {
                Options = JsonSerializer.SerializeToElement(options, OptionsJson.Default.ReconstructOptions),
                Inputs = [PictureHash.Of("picture", picture)],
                Weights = terms.ToDictionary(term => term.Term.Name, term => term.Term.Weight),
                Measures = new Dictionary<string, double> { ["relativeError"] = Math.Sqrt(error), ["relativeErrorSquared"] = error },
            },
        };
    }

    private static IEnumerable<BoundTerm> Priors(ReconstructOptions options, Image sized, float[] mean, double norm)
    {
        double count = sized.Planar.Length;
        char block = options.Layer.FirstOrDefault(char.IsAsciiDigit, '5');
        double variation = options.TotalVariationWeight ?? (block <= '2' ? 1 : block == '3' ? 10 : 100);
        double prior = options.PriorWeight ?? PaperPrior;
        // The terms are means over pixels in [0, 1]; the paper's are sums over pixels of the 0..255 scale.
        if (prior > 0) yield return new BoundTerm { Term = new PriorLoss { MeanColor = mean, Weight = 0.5 * prior * count / norm } };
        if (variation > 0) yield return new BoundTerm { Term = new TotalVariationLoss { Weight = 0.5 * variation * Range * Range * count / norm } };
    }

    private static double SquaredNorm(Image image, float[] mean)
    {
        double sum = 0;
        for (int c = 0; c < 3; c++)
            foreach (float value in image.Channel(c)) sum += Math.Pow((Range * value) - mean[c], 2);
        return Math.Max(sum, 1);
    }

    private static double RelativeSquaredError(PaintEngine engine, BoundTerm content, int width, int height, float[] point)
    {
        LossGraph graph = LossGraph.Build(engine, new Shape(1, 3, height, width), LossConvention.Balanced, [content]);
        using PictureObjective objective = new(engine, graph, null, CancellationToken.None);
        return objective.Evaluate(point, new float[point.Length]);
    }
}

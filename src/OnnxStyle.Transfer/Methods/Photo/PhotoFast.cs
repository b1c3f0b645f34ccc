using System.Diagnostics;
using System.Text.Json;
using OnnxStyle.Imaging;
using OnnxStyle.Kernels;

namespace OnnxStyle.Transfer;

/// <summary>
/// A photographic transfer without optimisation, in seconds: the colours of each class take the mean and covariance of the style's (Monge's linear map), or the caller gives
/// any stylised picture; then <see cref="PhotoSmoothing"/> and the filters of <see cref="PhotoOptions"/> make a photograph of it. No encoder is involved.
/// </summary>
/// <remarks>After FastPhotoStyle (Li et al. 2018), whose first step is a decoder network that this program does not have.</remarks>
internal static class PhotoFast
{
    public static PhotoResult Run(PhotoInputs inputs, PhotoOptions options, IProgress<StylizeProgress>? progress, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        PhotoClasses classes = inputs.Classes();
        (int width, int height) = ImageResize.FitLongSide(inputs.Content.Width, inputs.Content.Height, options.LongSide);
        Image content = PreparedPictures.Sized(inputs.Content, width, height);
        List<string> notes = [.. classes.Notes];
        Image stylised = inputs.Stylised is null ? Recolored(content, inputs.Style, classes) : PreparedPictures.Sized(inputs.Stylised, width, height);
        using KernelSet kernels = KernelSet.Processor(options.Engine.Threads);
        SmoothingResult smoothed = PhotoSmoothing.Of(stylised, content, kernels, options.Smoothing, progress is null ? null : new Steps(progress, options, width, height, start), cancellationToken);
        if (!smoothed.Converged) notes.Add($"the smoothing stopped after {smoothed.Iterations} iterations before its tolerance: the picture is near, not exact");
        Image picture = PhotoTransfer.Finished(smoothed.Picture, inputs.Content, options);
        double seconds = LevelRun.Since(start);
        return new PhotoResult
        {
            Picture = picture,
            Optimized = smoothed.Picture.Clipped(),
            Report = new RunReport
            {
                Method = "photo",
                Options = JsonSerializer.SerializeToElement(options, OptionsJson.Default.PhotoOptions),
                Inputs = PhotoTransfer.Describe(inputs),
                EncoderName = "none",
                Versions = VersionFacts.All(),
                Weights = new Dictionary<string, double> { ["smoothing"] = options.Smoothing.Strength },
                Levels = [new LevelReport { Width = width, Height = height, Iterations = smoothed.Iterations, RunSeconds = seconds, Ended = smoothed.Converged ? "converged" : "iterations" }],
                Measures = new Dictionary<string, double>
                {
                    ["mattingEnergyBefore"] = smoothed.EnergyBefore / content.PixelCount,
                    ["mattingEnergyAfter"] = smoothed.EnergyAfter / content.PixelCount,
                },
                Notes = notes,
                Seconds = seconds,
                PictureSha256 = PictureHash.Of(picture.Planar),
            },
        };
    }

    /// <summary>The content with the colour statistics of the style, class by class.</summary>
    public static Image Recolored(Image content, Image style, PhotoClasses classes) => classes.Classes.Count == 0
        ? ColorTransfer.MatchStatistics(content, style, ColorMap.Monge)
        : ColorTransfer.MatchRegions(content, style, [.. classes.Classes.Select(entry => (entry.Content.Resize(content.Width, content.Height), entry.Style.Resize(style.Width, style.Height)))]);

    private sealed class Steps(IProgress<StylizeProgress> progress, PhotoOptions options, int width, int height, long start) : IProgress<SmoothingProgress>
    {
        public void Report(SmoothingProgress value) => progress.Report(new StylizeProgress
        {
            Levels = 1,
            Width = width,
            Height = height,
            Iteration = value.Iteration,
            Iterations = options.Smoothing.MaxIterations,
            Done = Math.Min(1, value.Iteration / (double)options.Smoothing.MaxIterations),
            Row = new LossRow { Iteration = value.Iteration, Total = value.Residual, Losses = [new LossValue("residual", value.Residual, value.Residual)] },
            Elapsed = TimeSpan.FromSeconds(LevelRun.Since(start)),
        });
    }
}

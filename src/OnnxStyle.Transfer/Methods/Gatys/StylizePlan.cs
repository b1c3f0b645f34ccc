using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>The sizes and iterations of a run, known before it starts.</summary>
internal sealed record StylizePlan
{
    private const double PyramidFactor = 1.4142135623730951;

    /// <summary>The levels, smallest first.</summary>
    public required IReadOnlyList<PlannedLevel> Levels { get; init; }

    /// <summary>The work of all iterations, in pixels.</summary>
    public double Work => Levels.Sum(level => (double)level.Width * level.Height * level.Iterations);

    public static StylizePlan Of(StylizeOptions options, Encoder encoder, Image content, IReadOnlyList<Image> styles)
    {
        (int width, int height) = FullSize(options, content);
        string[] layers = [.. options.ContentLayers.Concat(options.StyleLayers).Select(layer => layer.Layer)];
        int needed = layers.Length == 0 ? 1 : layers.Max(encoder.MinimumSide);
        int styleNeeded = options.StyleLayers.Count == 0 ? 1 : options.StyleLayers.Max(layer => encoder.MinimumSide(layer.Layer));
        IReadOnlyList<(int Width, int Height)> sizes = options.Pyramid ? ImagePyramid.Sizes(width, height, Math.Min(options.SmallestSide, Math.Max(width, height)), PyramidFactor) : [(width, height)];
        List<PlannedLevel> levels = [];
        foreach ((int w, int h) in sizes)
        {
            bool last = (w, h) == sizes[^1];
            double part = Math.Max(w, h) / (double)Math.Max(width, height);
            (int Width, int Height)[] styleSizes = [.. styles.Select(style => StyleSize(options, style, w, h, part))];
            if (Math.Min(w, h) < needed)
            {
                if (!last) continue;
                throw new ShapeException($"The painting of {w} x {h} pixels", $"at least {needed} pixels on the shorter side, for the deepest layer in use", $"{Math.Min(w, h)}; choose a larger size or shallower layers");
            }

            int small = Array.FindIndex(styleSizes, size => Math.Min(size.Width, size.Height) < styleNeeded);
            if (small >= 0)
            {
                if (!last) continue;
                (int Width, int Height) size = styleSizes[small];
                throw new ShapeException($"Style {small}, scaled to {size.Width} x {size.Height} pixels", $"at least {styleNeeded} pixels on the shorter side, for the deepest layer in use", $"{Math.Min(size.Width, size.Height)}; choose a larger style scale, style size or size");
            }

            int iterations = levels.Count == 0 ? options.Iterations : options.LaterIterations ?? ((options.Iterations + 1) / 2);
            levels.Add(new PlannedLevel { Width = w, Height = h, Iterations = iterations, StyleSizes = styleSizes });
        }

        return new StylizePlan { Levels = levels };
    }

    public static (int Width, int Height) FullSize(StylizeOptions options, Image content) => options.AreaSide is int side
        ? ImageResize.FitArea(content.Width, content.Height, side)
        : ImageResize.FitLongSide(content.Width, content.Height, options.LongSide);

    private static (int Width, int Height) StyleSize(StylizeOptions options, Image style, int width, int height, double part)
    {
        if (options.StyleSize is int size) return ImageResize.FitLongSide(style.Width, style.Height, Math.Max(1, (int)Math.Round(size * part)));
        if (options.AreaSide is not null) return ImageResize.FitArea(style.Width, style.Height, Math.Max(1, (int)Math.Round(Math.Sqrt((double)width * height) * options.StyleScale)));
        return ImageResize.FitLongSide(style.Width, style.Height, Math.Max(1, (int)Math.Round(Math.Max(width, height) * options.StyleScale)));
    }
}

using OnnxStyle.Imaging;

namespace OnnxStyle.Transfer;

/// <summary>The pictures after the colour controls, at full size, and the way back for the painting.</summary>
internal sealed class PreparedPictures
{
    private readonly StylizeOptions options;
    private readonly StylizeInputs inputs;

    public PreparedPictures(StylizeOptions options, StylizeInputs inputs)
    {
        this.options = options;
        this.inputs = inputs;
        Content = options.Color == ColorControl.Luminance ? ColorTransfer.LuminanceOnly(inputs.Content) : inputs.Content;
        Styles = [.. inputs.Styles.Select(style => options.Color switch
        {
            ColorControl.MatchCholesky => ColorTransfer.MatchStatistics(style, inputs.Content, ColorMap.Cholesky),
            ColorControl.MatchPca => ColorTransfer.MatchStatistics(style, inputs.Content, ColorMap.Pca),
            ColorControl.MatchMonge => ColorTransfer.MatchStatistics(style, inputs.Content, ColorMap.Monge),
            ColorControl.Luminance => ColorTransfer.MatchLuminance(ColorTransfer.LuminanceOnly(style), Content),
            _ => style,
        })];
    }

    public Image Content { get; }

    public IReadOnlyList<Image> Styles { get; }

    public static Image Sized(Image image, int width, int height) => ImageResize.Resize(image, width, height, Resampling.Bicubic);

    /// <summary>The point that the first level starts from.</summary>
    public Image Start(int width, int height)
    {
        switch (options.Start)
        {
            case Initialization.Style: return Sized(Styles[0], width, height);
            case Initialization.File: return Sized(options.Color == ColorControl.Luminance ? ColorTransfer.LuminanceOnly(inputs.Start!) : inputs.Start!, width, height);
            case Initialization.Noise:
                double[] mean = [.. ColorStatistics.Of(Content).Mean];
                const double Deviation = 0.2; // about that of photographs
                return Noise.Picture(width, height, options.Seed, mean, Deviation).Clipped();
            default: return Sized(Content, width, height);
        }
    }

    /// <summary>Which pixels are frozen, <c>[H, W]</c>; null: none.</summary>
    public bool[]? Frozen(int width, int height) =>
        inputs.Frozen is null ? null : Array.ConvertAll(inputs.Frozen.Resize(width, height).Values, value => value >= 0.5f);

    /// <summary>Puts the content's pixels where the picture is frozen.</summary>
    public static void Restore(float[] picture, bool[]? frozen, Image content)
    {
        if (frozen is null) return;
        for (int i = 0; i < picture.Length; i++) if (frozen[i % frozen.Length]) picture[i] = content.Planar[i];
    }

    /// <summary>The finished painting of a point: chroma merged, frozen pixels exact, in [0, 1].</summary>
    public Image Finish(float[] point, int width, int height)
    {
        Image picture = new Image(width, height, (float[])point.Clone()).Clipped();
        ChromaMerge merge = options.Color == ColorControl.Luminance && options.ChromaMerge == ChromaMerge.None ? ChromaMerge.Yuv : options.ChromaMerge;
        bool[]? frozen = Frozen(width, height);
        if (merge == ChromaMerge.None && frozen is null) return picture;
        Image content = Sized(inputs.Content, width, height);
        if (merge != ChromaMerge.None) picture = ColorTransfer.MergeChroma(picture, content, merge == ChromaMerge.Lab ? ChromaSpace.Lab : ChromaSpace.Yuv);
        Restore(picture.Planar, frozen, content);
        return picture;
    }
}

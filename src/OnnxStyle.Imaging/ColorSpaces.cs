namespace OnnxStyle.Imaging;

/// <summary>Pictures whose three planes are lightness and two of colour.</summary>
public static class ColorSpaces
{
    // The white of sRGB, D65, as the rows of the matrix sum up.
    private static readonly double[] White = [0.95047, 1, 1.08883];

    /// <summary>sRGB to Y, U, V with the weights of BT.601; Y is in [0, 1].</summary>
    public static Image ToYuv(Image image) => Map(image, static (r, g, b) =>
        ((0.299 * r) + (0.587 * g) + (0.114 * b), (-0.147 * r) - (0.288 * g) + (0.436 * b), (0.615 * r) - (0.515 * g) - (0.1 * b)));

    /// <summary>The inverse of <see cref="ToYuv"/>; nothing is clipped.</summary>
    public static Image FromYuv(Image image) => Map(image, static (y, u, v) => (y + (1.139 * v), y - (0.395 * u) - (0.580 * v), y + (2.03 * u)));

    /// <summary>sRGB to CIE L*a*b* for the white D65: L in [0, 100], a and b about -128 to 127.</summary>
    public static Image ToLab(Image image) => Map(image, static (red, green, blue) =>
    {
        double r = SrgbCurve.ToLinear((float)red), g = SrgbCurve.ToLinear((float)green), b = SrgbCurve.ToLinear((float)blue);
        double x = Curve(((0.4124564 * r) + (0.3575761 * g) + (0.1804375 * b)) / White[0]);
        double y = Curve((0.2126729 * r) + (0.7151522 * g) + (0.0721750 * b));
        double z = Curve(((0.0193339 * r) + (0.1191920 * g) + (0.9503041 * b)) / White[2]);
        return ((116 * y) - 16, 500 * (x - y), 200 * (y - z));
    });

    /// <summary>The inverse of <see cref="ToLab"/>; nothing is clipped.</summary>
    public static Image FromLab(Image image) => Map(image, static (l, a, b) =>
    {
        double fy = (l + 16) / 116;
        double x = White[0] * Inverse(fy + (a / 500)), y = Inverse(fy), z = White[2] * Inverse(fy - (b / 200));
        return (
            SrgbCurve.ToEncoded((float)((3.2404542 * x) - (1.5371385 * y) - (0.4985314 * z))),
            SrgbCurve.ToEncoded((float)((-0.9692660 * x) + (1.8760108 * y) + (0.0415560 * z))),
            SrgbCurve.ToEncoded((float)((0.0556434 * x) - (0.2040259 * y) + (1.0572252 * z))));
    });

    private static double Curve(double t) => t > 216.0 / 24389 ? Math.Cbrt(t) : (((24389.0 / 27) * t) + 16) / 116;

    private static double Inverse(double f) => f > 6.0 / 29 ? f * f * f : ((116 * f) - 16) * 27 / 24389;

    private static Image Map(Image image, Func<double, double, double, (double, double, double)> change)
    {
        Image result = new(image.Width, image.Height);
        int count = image.PixelCount;
        Parallel.For(0, image.Height, y =>
        {
            for (int i = y * image.Width; i < (y + 1) * image.Width; i++)
            {
                (double a, double b, double c) = change(image.Planar[i], image.Planar[count + i], image.Planar[(2 * count) + i]);
                (result.Planar[i], result.Planar[count + i], result.Planar[(2 * count) + i]) = ((float)a, (float)b, (float)c);
            }
        });
        return result;
    }
}

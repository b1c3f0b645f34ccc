using System.Globalization;
using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>
/// A wish for the size of a picture, as written on a command line: <c>512</c> makes the long side 512 pixels; <c>512+</c> makes the
/// area that of a 512 x 512 square, so that memory does not depend on the shape (after style-transfer-pytorch); <c>640x480</c> is
/// that size whatever the shape; <c>native</c> changes nothing.
/// </summary>
public sealed record ImageSize
{
    private const int LargestSide = 100_000;
    private readonly int width;
    private readonly int height;
    private readonly Kind kind;

    private ImageSize(Kind kind, int width, int height)
    {
        this.kind = kind;
        this.width = width;
        this.height = height;
    }

    private enum Kind
    {
        Native,
        LongSide,
        Area,
        Exact,
    }

    /// <summary>The size of the file.</summary>
    public static ImageSize Native { get; } = new(Kind.Native, 0, 0);

    /// <summary>The long side in pixels, the other in proportion.</summary>
    public static ImageSize LongSide(int side) => new(Kind.LongSide, Checked(side), 0);

    /// <summary>The area of a square with this side, in the shape of the picture.</summary>
    public static ImageSize Area(int side) => new(Kind.Area, Checked(side), 0);

    /// <summary>Exactly this size; the picture is stretched.</summary>
    public static ImageSize Exact(int width, int height) => new(Kind.Exact, Checked(width), Checked(height));

    /// <summary>Reads <c>512</c>, <c>512+</c>, <c>640x480</c> or <c>native</c>.</summary>
    /// <exception cref="OptionsException">The text is none of them, or a side is outside of 1 to 100000.</exception>
    public static ImageSize Parse(string text) =>
        TryParse(text, out ImageSize? size) ? size! : throw new OptionsException(nameof(ImageSize), [$"expected 512 (long side), 512+ (area of a square), 640x480 or native, found '{text}'"]);

    /// <summary>Reads what <see cref="Parse"/> reads, without an exception.</summary>
    public static bool TryParse(string? text, out ImageSize? size)
    {
        string word = (text ?? string.Empty).Trim();
        string[] sides = word.Split('x', 'X');
        size = word.Equals("native", StringComparison.OrdinalIgnoreCase) ? Native
            : sides.Length == 2 && Side(sides[0]) is int w && Side(sides[1]) is int h ? Exact(w, h)
            : word.EndsWith('+') && Side(word[..^1]) is int square ? Area(square)
            : Side(word) is int side ? LongSide(side)
            : null;
        return size is not null;
    }

    /// <summary>The size that a picture of some size gets.</summary>
    /// <param name="imageWidth">Pixels across now.</param>
    /// <param name="imageHeight">Pixels down now.</param>
    public (int Width, int Height) Resolve(int imageWidth, int imageHeight) => kind switch
    {
        Kind.LongSide => ImageResize.FitLongSide(imageWidth, imageHeight, width),
        Kind.Area => ImageResize.FitArea(imageWidth, imageHeight, width),
        Kind.Exact => (width, height),
        _ => (imageWidth, imageHeight),
    };

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => kind switch
    {
        Kind.LongSide => $"{width}",
        Kind.Area => $"{width}+",
        Kind.Exact => $"{width}x{height}",
        _ => "native",
    };

    private static int? Side(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int side) && side is >= 1 and <= LargestSide ? side : null;

    private static int Checked(int side) => side is >= 1 and <= LargestSide
        ? side
        : throw new OptionsException(nameof(ImageSize), [$"a side must be 1 to {LargestSide}, is {side}"]);
}

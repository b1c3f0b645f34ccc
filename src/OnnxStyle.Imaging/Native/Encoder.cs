using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging.Native;

/// <summary>From planar RGB to the bytes of a file.</summary>
internal static class Encoder
{
    // VipsForeignKeep: no metadata but the profile, or none at all.
    private const int KeepNothing = 0;
    private const int LargestJpegSide = 65_500;
    private const int LargestWebpSide = 16_383;

    /// <summary>The extensions that are known, with their dots.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff"];

    /// <summary>Encodes a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="extension">With its dot.</param>
    /// <param name="name">The file, for errors.</param>
    /// <param name="options">How.</param>
    public static byte[] Encode(Image image, string extension, string name, ImageSaveOptions options)
    {
        ArgumentNullException.ThrowIfNull(image);
        options.Validate();
        string format = extension.ToLowerInvariant();
        if (!Extensions.Contains(format))
        {
            string found = extension.Length == 0 ? "has no extension" : $"has the extension {extension}, which this program does not write";
            throw new ImageFormatException(name, $"{found}; use {string.Join(", ", Extensions)}");
        }

        bool isJpeg = format is ".jpg" or ".jpeg", isWebp = format == ".webp";
        if (options.BitDepth == 16 && (isJpeg || isWebp))
            throw new OptionsException(nameof(ImageSaveOptions), [$"{format} holds 8 bits, {nameof(options.BitDepth)} is 16: use .png or .tif, or 8 bits"]);
        int largest = isJpeg ? LargestJpegSide : isWebp ? LargestWebpSide : int.MaxValue;
        if (Math.Max(image.Width, image.Height) > largest)
            throw new ImageFormatException(name, $"cannot hold {image.Width} x {image.Height}: {format} takes at most {largest} pixels a side; use .png or .tif");
        try
        {
            using VipsImage source = Samples.FromPlanar(image, options.BitDepth);
            return format switch
            {
                ".png" => Save(source, "pngsave_buffer", options, ("compression", options.Compression), ("bitdepth", options.BitDepth)),
                ".webp" => Save(source, "webpsave_buffer", options, ("Q", options.Quality), ("lossless", options.Lossless), ("smart_subsample", true)),
                ".tif" or ".tiff" => Save(source, "tiffsave_buffer", options, ("compression", "deflate"), ("predictor", "horizontal")),
                _ => Save(source, "jpegsave_buffer", options, ("Q", options.Quality), ("subsample_mode", "off"), ("optimize_coding", true)),
            };
        }
        catch (VipsException error)
        {
            throw new ImageFormatException(name, $"could not be encoded as {format} ({error.Detail}); use .png", error.Detail, error);
        }
    }

    private static byte[] Save(VipsImage source, string operation, ImageSaveOptions options, params ReadOnlySpan<(string Name, object Value)> arguments) =>
        options.EmbedProfile
            ? source.Save(operation, [.. arguments, ("profile", "srgb")])
            : source.Save(operation, [.. arguments, ("keep", KeepNothing)]);
}

using OnnxStyle.Imaging.Native;
using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>
/// Reads and writes picture files. Reads jpg, png, webp, tif and, where libvips has it, avif and heic; whatever is in the file comes
/// out as planar RGB, float, sRGB. Writes png, jpg, webp and tif, whole or not at all.
/// </summary>
public static class ImageFile
{
    private const string MemoryName = "picture in memory";

    /// <summary>The extensions that <see cref="Save"/> knows, with their dots.</summary>
    public static IReadOnlyList<string> WritableExtensions => Encoder.Extensions;

    /// <summary>Reads a picture: orientation applied, converted to sRGB, transparency put on the background, resized if asked.</summary>
    /// <exception cref="ImageFormatException">The file is missing, no picture, damaged, or larger than the limit.</exception>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="ImagingLibraryException">libvips is missing.</exception>
    public static Image Load(string path, ImageLoadOptions? options = null) => Decoder.Decode(ReadBytes(path), path, options ?? new ImageLoadOptions());

    /// <summary>Reads a picture from the bytes of a file. See <see cref="Load"/>.</summary>
    /// <exception cref="ImageFormatException">As <see cref="Load"/>.</exception>
    public static Image Decode(ReadOnlySpan<byte> bytes, ImageLoadOptions? options = null) => Decoder.Decode(Pinned(bytes), MemoryName, options ?? new ImageLoadOptions());

    /// <summary>Reads only the header of a picture.</summary>
    /// <exception cref="ImageFormatException">The file is missing or no picture.</exception>
    public static ImageInfo Inspect(string path) => Decoder.Inspect(ReadBytes(path), path);

    /// <summary>Reads only the header of a picture from the bytes of a file.</summary>
    /// <exception cref="ImageFormatException">The bytes are no picture.</exception>
    public static ImageInfo Inspect(ReadOnlySpan<byte> bytes) => Decoder.Inspect(Pinned(bytes), MemoryName);

    /// <summary>
    /// Reads a picture as a mask: its luminance, white is inside, transparent is outside. Colour profiles are ignored, so that the
    /// numbers in the file count.
    /// </summary>
    /// <exception cref="ImageFormatException">As <see cref="Load"/>.</exception>
    public static Mask LoadMask(string path) => Mask.FromImage(Load(path, new ImageLoadOptions { ApplyProfile = false, Background = (0, 0, 0) }));

    /// <summary>Reads a picture as a map of labels. Colour profiles are ignored, so that the numbers in the file count.</summary>
    /// <param name="path">The file; png, since jpg blurs the borders between labels.</param>
    /// <param name="palette">Which colour is which label; the nine colours of Deep Photo Style Transfer if null.</param>
    /// <exception cref="ImageFormatException">As <see cref="Load"/>, or the file holds more than 64 labels.</exception>
    public static LabelMap LoadLabels(string path, LabelPalette? palette = null)
    {
        Image image = Load(path, new ImageLoadOptions { ApplyProfile = false, Background = (0, 0, 0) });
        try
        {
            return LabelMap.FromImage(image, palette ?? LabelPalette.DeepPhoto);
        }
        catch (ShapeException error)
        {
            throw new ImageFormatException(path, $"is no map of labels: {error.Expected} were expected, {error.Found} found; save it as png without smoothing", innerException: error);
        }
    }

    /// <summary>Writes a picture; the format follows from the extension. Samples are clipped to [0, 1]. An interruption leaves the old file.</summary>
    /// <exception cref="ImageFormatException">The extension is unknown, or the format cannot hold the picture.</exception>
    /// <exception cref="OptionsException">An option is out of range or not for this format.</exception>
    /// <exception cref="FileWriteException">The disk is full, the folder missing, and so on.</exception>
    public static void Save(Image image, string path, ImageSaveOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.WriteAllBytes(path, Encoder.Encode(image, Path.GetExtension(path), path, options ?? new ImageSaveOptions()));
    }

    /// <summary>The bytes that <see cref="Save"/> would write.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="extension">One of <see cref="WritableExtensions"/>, with or without its dot.</param>
    /// <param name="options">How; the defaults if null.</param>
    /// <exception cref="ImageFormatException">The extension is unknown, or the format cannot hold the picture.</exception>
    /// <exception cref="OptionsException">An option is out of range or not for this format.</exception>
    public static byte[] Encode(Image image, string extension, ImageSaveOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(extension);
        return Encoder.Encode(image, extension.StartsWith('.') ? extension : $".{extension}", MemoryName, options ?? new ImageSaveOptions());
    }

    // Pinned, because libvips reads the bytes where they lie for as long as the picture lives.
    private static byte[] ReadBytes(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length > Array.MaxLength) throw new ImageFormatException(path, "is larger than 2 GB; reduce it first");
            byte[] bytes = GC.AllocateUninitializedArray<byte>((int)stream.Length, pinned: true);
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImageFormatException(path, "does not exist; check the name", innerException: error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            string reason = Directory.Exists(path) ? "is a folder; name a picture file" : $"could not be read ({error.Message.TrimEnd('.')}); check its permissions";
            throw new ImageFormatException(path, reason, innerException: error);
        }
    }

    private static byte[] Pinned(ReadOnlySpan<byte> bytes)
    {
        byte[] result = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(result);
        return result;
    }
}

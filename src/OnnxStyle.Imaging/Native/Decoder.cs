using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging.Native;

/// <summary>From the bytes of a file to planar RGB.</summary>
internal static class Decoder
{
    /// <summary>Loaders that may run, by the name that libvips finds for some bytes. Everything else stays shut.</summary>
    private static readonly Dictionary<string, (string Format, string Operation)> Loaders = new(StringComparer.Ordinal)
    {
        ["VipsForeignLoadJpegBuffer"] = ("jpeg", "jpegload_buffer"),
        ["VipsForeignLoadPngBuffer"] = ("png", "pngload_buffer"),
        ["VipsForeignLoadWebpBuffer"] = ("webp", "webpload_buffer"),
        ["VipsForeignLoadTiffBuffer"] = ("tiff", "tiffload_buffer"),
        ["VipsForeignLoadHeifBuffer"] = ("heif", "heifload_buffer"),
    };

    // The profile that this room writes needs no conversion: a file of ours comes back bit for bit.
    private static readonly Lazy<byte[]> OwnProfile = new(VipsImage.SrgbProfile);

    /// <summary>Reads the header.</summary>
    /// <param name="bytes">A pinned array.</param>
    /// <param name="name">The file, for errors.</param>
    public static ImageInfo Inspect(byte[] bytes, string name)
    {
        using VipsImage image = Open(bytes, name, out string format);
        ImageInfo info = new()
        {
            Format = format,
            Width = image.Width,
            Height = image.Height,
            Bands = image.Bands,
            BitDepth = BitDepth(image.Format),
            ColorSpace = image.Interpretation switch
            {
                Interpretation.Srgb or Interpretation.Rgb16 => "srgb",
                Interpretation.BlackWhite or Interpretation.Grey16 => "grey",
                Interpretation.Cmyk => "cmyk",
                Interpretation.Lab or Interpretation.Labs => "lab",
                Interpretation.LinearFloat => "linear",
                _ => "other",
            },
            HasAlpha = image.HasAlpha,
            HasProfile = image.HasProfile,
            Orientation = image.Orientation,
        };
        GC.KeepAlive(bytes);
        return info;
    }

    /// <summary>Reads the whole picture.</summary>
    /// <param name="bytes">A pinned array.</param>
    /// <param name="name">The file, for errors.</param>
    /// <param name="options">How.</param>
    public static Image Decode(byte[] bytes, string name, ImageLoadOptions options)
    {
        options.Validate();
        VipsImage image = Open(bytes, name, out _);
        try
        {
            long pixels = (long)image.Width * image.Height;
            if (pixels > options.MaximumMegapixels * 1e6)
            {
                throw new ImageFormatException(name, $"is {image.Width} x {image.Height}, {pixels / 1e6:0.#} megapixels, above the limit of "
                    + $"{options.MaximumMegapixels:0.#}; reduce it first");
            }

            int orientation = options.ApplyOrientation ? image.Orientation : 1;
            bool turned = orientation > 4;
            (int width, int height) = turned ? options.Size.Resolve(image.Height, image.Width) : options.Size.Resolve(image.Width, image.Height);
            image = ToSrgb(image, name, options);
            image = Opaque(image, options.Background);
            if (image.Bands != 3) throw new ImageFormatException(name, $"has {image.Bands} channels after conversion to sRGB; save it as RGB");
            image = Reduced(image, turned ? height : width, turned ? width : height);
            Image result = Samples.ToPlanar(image, orientation);
            return result.Width == width && result.Height == height ? result : ImageResize.Resize(result, width, height);
        }
        catch (VipsException error)
        {
            throw Damaged(name, error);
        }
        finally
        {
            image.Dispose();
            GC.KeepAlive(bytes);
        }
    }

    private static VipsImage Open(byte[] bytes, string name, out string format)
    {
        if (bytes.Length == 0) throw new ImageFormatException(name, "is empty; fetch the file again");
        string? loader = VipsImage.FindLoader(bytes);
        if (loader is null || !Loaders.TryGetValue(loader, out (string Format, string Operation) entry))
        {
            _ = Vips.TakeErrorText();
            throw new ImageFormatException(name, "is not a picture that this program reads; convert it to jpg, png, webp or tif");
        }

        format = entry.Format;
        try
        {
            return VipsImage.Make(entry.Operation, ("buffer", bytes), ("access", "sequential"), ("fail_on", "truncated"));
        }
        catch (VipsException error)
        {
            throw Damaged(name, error);
        }
    }

    private static VipsImage ToSrgb(VipsImage image, string name, ImageLoadOptions options)
    {
        if (BitDepth(image.Format) is not (8 or 16) && image.Interpretation != Interpretation.LinearFloat)
        {
            using VipsImage refused = image;
            throw new ImageFormatException(name, $"has {BitDepth(image.Format)}-bit samples that are no linear light; save it with 8 or 16 bits");
        }

        if (options.ApplyProfile && image.HasProfile && !image.ProfileIs(OwnProfile.Value)) return Profiled(image, name);
        bool wide = BitDepth(image.Format) != 8;
        Interpretation wanted = wide ? Interpretation.Rgb16 : Interpretation.Srgb;
        if (image.Interpretation == wanted && image.Bands >= 3) return image;
        if (image.Interpretation == Interpretation.Multiband)
        {
            Interpretation meant = image.Bands >= 3 ? wanted : wide ? Interpretation.Grey16 : Interpretation.BlackWhite;
            image = image.Then("copy", ("interpretation", (int)meant));
        }

        return image.Interpretation == wanted ? image : image.Then("colourspace", ("space", (int)wanted));
    }

    // 16 bits whatever the file has: rounding to 8 once more would cost a step.
    private static VipsImage Profiled(VipsImage image, string name)
    {
        const string Sentence = "has a colour profile that is damaged or does not fit its pixels; save it as sRGB or load it without its profile";
        if (!image.ProfileFits())
        {
            using VipsImage refused = image;
            throw new ImageFormatException(name, Sentence);
        }

        try
        {
            return image.Then("icc_transform", ("output_profile", "srgb"), ("embedded", true), ("intent", "relative"), ("depth", 16));
        }
        catch (VipsException error)
        {
            throw new ImageFormatException(name, Sentence, error.Detail, error);
        }
    }

    private static VipsImage Opaque(VipsImage image, (float Red, float Green, float Blue) background)
    {
        if (!image.HasAlpha) return image;
        double top = Samples.Maximum(image.Format);
        return image.Then("flatten", ("background", new double[] { background.Red * top, background.Green * top, background.Blue * top }));
    }

    // A photograph of 100 megapixels for a result of 512: libvips streams it down to twice the size, so that it never lies in memory whole.
    private static VipsImage Reduced(VipsImage image, int width, int height)
    {
        if (image.Width < 4L * width || image.Height < 4L * height) return image;
        double across = 2.0 * width / image.Width, down = 2.0 * height / image.Height;
        double top = Samples.Maximum(image.Format);
        return image.Then("cast", ("format", (int)SampleFormat.Float))
            .Then("linear", ("a", new double[] { 1 / top }), ("b", new double[] { 0 }))
            .Then("resize", ("scale", across), ("vscale", down), ("kernel", "lanczos3"));
    }

    private static int BitDepth(SampleFormat format) => format switch
    {
        SampleFormat.UInt8 => 8,
        SampleFormat.UInt16 => 16,
        SampleFormat.Double => 64,
        _ => 32,
    };

    private static ImageFormatException Damaged(string name, VipsException error) =>
        new(name, "is a damaged or truncated picture; fetch or save the file again", error.Detail, error);
}

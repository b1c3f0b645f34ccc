using System.Runtime.CompilerServices;

namespace OnnxStyle.Imaging.Native;

/// <summary>Between the interleaved samples of libvips and the planes of this house.</summary>
internal static unsafe class Samples
{
    /// <summary>The sample that means 1.</summary>
    public static double Maximum(SampleFormat format) => format switch
    {
        SampleFormat.UInt8 => 255,
        SampleFormat.UInt16 => 65535,
        _ => 1,
    };

    /// <summary>Computes the pixels of an RGB picture and turns them upright.</summary>
    public static Image ToPlanar(VipsImage source, int orientation)
    {
        int width = source.Width, height = source.Height;
        SampleFormat format = source.Format;
        Image result = orientation > 4 ? new Image(height, width) : new Image(width, height);
        source.Read((memory, size) =>
        {
            if (size < (nuint)(3L * width * height * SizeBytes(format))) throw new VipsException("write_to_memory", "fewer samples than pixels");
            switch (format)
            {
                case SampleFormat.UInt8: Spread<byte>(memory, result, width, height, orientation, 255); break;
                case SampleFormat.UInt16: Spread<ushort>(memory, result, width, height, orientation, 65535); break;
                default: Spread<float>(memory, result, width, height, orientation, 1); break;
            }
        });
        return result;
    }

    /// <summary>Interleaves a picture as integers of 8 or 16 bits; samples are clipped and rounded.</summary>
    public static VipsImage FromPlanar(Image image, int bitDepth) => bitDepth == 16
        ? VipsImage.FromMemory<ushort>(Gather<ushort>(image, 65535), image.Width, image.Height, 3, SampleFormat.UInt16)
            .Then("copy", ("interpretation", (int)Interpretation.Rgb16))
        : VipsImage.FromMemory<byte>(Gather<byte>(image, 255), image.Width, image.Height, 3, SampleFormat.UInt8)
            .Then("copy", ("interpretation", (int)Interpretation.Srgb));

    private static T[] Gather<T>(Image image, float top)
        where T : unmanaged
    {
        int count = image.PixelCount;
        T[] samples = new T[3L * count];
        for (int c = 0; c < 3; c++)
        {
            ReadOnlySpan<float> plane = image.Channel(c);
            for (int i = 0; i < count; i++)
            {
                // The comparison is false for not-a-number, which becomes 0.
                float value = plane[i] > 0 ? MathF.Min(plane[i], 1) : 0;
                uint level = (uint)((value * top) + 0.5f);
                samples[(3L * i) + c] = typeof(T) == typeof(byte) ? Unsafe.BitCast<byte, T>((byte)level) : Unsafe.BitCast<ushort, T>((ushort)level);
            }
        }

        return samples;
    }

    // Each orientation of EXIF is a walk through the stored pixels: where it begins, and the steps to the right and down.
    private static void Spread<T>(nint memory, Image result, int width, int height, int orientation, float top)
        where T : unmanaged
    {
        long last = ((long)width * height) - 1, lastRow = (long)(height - 1) * width;
        (long start, long right, long down) = orientation switch
        {
            2 => (width - 1, -1, width),
            3 => (last, -1, -width),
            4 => (lastRow, 1, -width),
            5 => (0, width, 1),
            6 => (lastRow, -width, 1),
            7 => (last, -width, -1),
            8 => (width - 1, width, -1),
            _ => (0L, 1L, (long)width),
        };
        int count = result.PixelCount;
        Parallel.For(0, result.Height, y =>
        {
            T* pixel = (T*)memory + (3 * (start + (y * down)));
            Span<float> red = result.Planar.AsSpan(y * result.Width, result.Width);
            Span<float> green = result.Planar.AsSpan(count + (y * result.Width), result.Width);
            Span<float> blue = result.Planar.AsSpan((2 * count) + (y * result.Width), result.Width);
            for (int x = 0; x < red.Length; x++, pixel += 3 * right)
            {
                red[x] = Value(pixel[0]) / top;
                green[x] = Value(pixel[1]) / top;
                blue[x] = Value(pixel[2]) / top;
            }
        });
    }

    private static float Value<T>(T sample)
        where T : unmanaged => sample switch
        {
            byte b => b,
            ushort u => u,
            float f => f,
            _ => 0,
        };

    private static int SizeBytes(SampleFormat format) => format switch
    {
        SampleFormat.UInt8 => 1,
        SampleFormat.UInt16 => 2,
        _ => 4,
    };
}

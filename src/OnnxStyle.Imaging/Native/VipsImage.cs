using System.Runtime.InteropServices;

namespace OnnxStyle.Imaging.Native;

/// <summary>
/// A picture inside libvips: a recipe until its pixels are pulled. Each operation gives a new picture and disposes of the one it
/// was called on, so that a chain such as <c>image.Then("a").Then("b")</c> leaves one object.
/// </summary>
internal sealed unsafe class VipsImage : SafeHandle
{
    private VipsImage(nint image)
        : base(0, ownsHandle: true) => SetHandle(image);

    public override bool IsInvalid => handle == 0;

    public int Width => Vips.vips_image_get_width(handle);

    public int Height => Vips.vips_image_get_height(handle);

    public int Bands => Vips.vips_image_get_bands(handle);

    public SampleFormat Format => (SampleFormat)Vips.vips_image_get_format(handle);

    public Interpretation Interpretation => (Interpretation)Vips.vips_image_get_interpretation(handle);

    public bool HasAlpha => Vips.vips_image_hasalpha(handle) != 0;

    /// <summary>EXIF's orientation, 1 to 8; 1 where the file has none.</summary>
    public int Orientation => Math.Clamp(Vips.vips_image_get_orientation(handle), 1, 8);

    public bool HasProfile => Vips.vips_image_get_typeof(handle, "icc-profile-data") != 0;

    /// <summary>The class name of the loader for some bytes, or null.</summary>
    public static string? FindLoader(ReadOnlySpan<byte> data)
    {
        Vips.EnsureStarted();
        fixed (byte* start = data) return data.IsEmpty ? null : Marshal.PtrToStringUTF8(Vips.vips_foreign_find_load_buffer(start, (nuint)data.Length));
    }

    /// <summary>Makes a picture from interleaved samples, which are copied.</summary>
    public static VipsImage FromMemory<T>(ReadOnlySpan<T> samples, int width, int height, int bands, SampleFormat format)
        where T : unmanaged
    {
        Vips.EnsureStarted();
        fixed (T* start = samples)
        {
            nint image = Vips.vips_image_new_from_memory_copy(start, (nuint)samples.Length * (nuint)sizeof(T), width, height, bands, (int)format);
            return image == 0 ? throw new VipsException("new_from_memory", Vips.TakeErrorText()) : new VipsImage(image);
        }
    }

    /// <summary>Runs an operation whose output is a picture.</summary>
    /// <param name="operation">The operation's name, such as <c>jpegload_buffer</c>.</param>
    /// <param name="arguments">Names and values: bool, int, double, string, double[], byte[] (pinned by the caller), VipsImage; enumerations by nick or number.</param>
    public static VipsImage Make(string operation, params ReadOnlySpan<(string Name, object Value)> arguments) =>
        (VipsImage)Run(operation, "out", arguments);

    /// <summary>Runs an operation on this picture and disposes of it.</summary>
    public VipsImage Then(string operation, params ReadOnlySpan<(string Name, object Value)> arguments)
    {
        using VipsImage self = this;
        return (VipsImage)Run(operation, "out", [("in", self), .. arguments]);
    }

    /// <summary>The sRGB profile inside libvips.</summary>
    public static byte[] SrgbProfile() => (byte[])Run("profile_load", "profile", [("name", "srgb")]);

    /// <summary>Whether the profile of this picture has exactly some bytes.</summary>
    public bool ProfileIs(ReadOnlySpan<byte> profile) =>
        Vips.vips_image_get_blob(handle, "icc-profile-data", out byte* data, out nuint size) == 0
        && size == (nuint)profile.Length && new ReadOnlySpan<byte>(data, profile.Length).SequenceEqual(profile);

    /// <summary>
    /// Whether the head of the profile is sound (ICC.1, 7.2: the signature at byte 36, the colour space at 16) and its colour space has as many
    /// channels as the pixels. libvips itself takes sRGB in silence for a profile that it cannot use.
    /// </summary>
    public bool ProfileFits()
    {
        if (Vips.vips_image_get_blob(handle, "icc-profile-data", out byte* data, out nuint size) != 0 || size < 128) return false;
        ReadOnlySpan<byte> head = new(data, 128);
        ReadOnlySpan<byte> space = head.Slice(16, 4);
        int colors = Bands - (HasAlpha ? 1 : 0);
        return head.Slice(36, 4).SequenceEqual("acsp"u8)
            && ((space.SequenceEqual("RGB "u8) && colors == 3) || (space.SequenceEqual("GRAY"u8) && colors == 1) || (space.SequenceEqual("CMYK"u8) && colors == 4));
    }

    /// <summary>Runs a saver on this picture.</summary>
    public byte[] Save(string operation, params ReadOnlySpan<(string Name, object Value)> arguments) =>
        (byte[])Run(operation, "buffer", [("in", this), .. arguments]);

    /// <summary>Sets a number in the metadata; only on a picture that nobody else holds.</summary>
    public void SetMetadata(string name, int value) => Vips.vips_image_set_int(handle, name, value);

    /// <summary>Computes all pixels and shows them to a reader; the memory is freed afterwards.</summary>
    public void Read(Action<nint, nuint> reader)
    {
        nint memory = Vips.vips_image_write_to_memory(handle, out nuint size);
        if (memory == 0) throw new VipsException("write_to_memory", Vips.TakeErrorText());
        try
        {
            reader(memory, size);
        }
        finally
        {
            Vips.g_free(memory);
        }
    }

    protected override bool ReleaseHandle()
    {
        Vips.g_object_unref(handle);
        return true;
    }

    private static object Run(string name, string output, ReadOnlySpan<(string Name, object Value)> arguments)
    {
        Vips.EnsureStarted();
        nint operation = Vips.vips_operation_new(name);
        if (operation == 0) throw new VipsException(name, Vips.TakeErrorText());
        try
        {
            foreach ((string key, object value) in arguments) SetArgument(operation, key, value);
            return Vips.vips_cache_operation_buildp(ref operation) == 0 ? GetOutput(operation, output) : throw new VipsException(name, Vips.TakeErrorText());
        }
        finally
        {
            Vips.vips_object_unref_outputs(operation);
            Vips.g_object_unref(operation);
        }
    }

    private static object GetOutput(nint operation, string name)
    {
        nuint type = ArgumentType(operation, name);
        Vips.GValue value = default;
        Vips.g_value_init(ref value, type);
        try
        {
            Vips.g_object_get_property(operation, name, ref value);
            if (type == Vips.ImageType) return new VipsImage(Vips.g_object_ref(Vips.g_value_get_object(ref value)));
            nint bytes = Vips.vips_blob_get(Vips.g_value_get_boxed(ref value), out nuint size);
            return new ReadOnlySpan<byte>((void*)bytes, checked((int)size)).ToArray();
        }
        finally
        {
            Vips.g_value_unset(ref value);
        }
    }

    private static void SetArgument(nint operation, string name, object content)
    {
        nuint type = ArgumentType(operation, name);
        Vips.GValue value = default;
        Vips.g_value_init(ref value, type);
        try
        {
            Fill(ref value, type, content);
            Vips.g_object_set_property(operation, name, in value);
        }
        finally
        {
            Vips.g_value_unset(ref value);
        }
    }

    private static void Fill(ref Vips.GValue value, nuint type, object content)
    {
        switch (content)
        {
            case VipsImage image:
                Vips.g_value_set_object(ref value, image.handle);
                break;
            case byte[] bytes:
                nint blob = Vips.vips_blob_new(0, (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(bytes, 0), (nuint)bytes.Length);
                Vips.g_value_set_boxed(ref value, blob);
                Vips.vips_area_unref(blob);
                break;
            case double[] items:
                fixed (double* start = items) Vips.vips_value_set_array_double(ref value, start, items.Length);
                break;
            case bool truth:
                Vips.g_value_set_boolean(ref value, truth ? 1 : 0);
                break;
            case double number:
                Vips.g_value_set_double(ref value, number);
                break;
            case int number:
                FillNumber(ref value, type, number);
                break;
            case string text when Fundamental(type) == FundamentalType.Enumeration:
                Vips.g_value_set_enum(ref value, Vips.vips_enum_from_nick("onnxstyle", type, text));
                break;
            case string text:
                Vips.g_value_set_string(ref value, text);
                break;
            default:
                throw new ArgumentException($"A {content.GetType()} is no argument of an operation.", nameof(content));
        }
    }

    private static void FillNumber(ref Vips.GValue value, nuint type, int number)
    {
        switch (Fundamental(type))
        {
            case FundamentalType.Enumeration: Vips.g_value_set_enum(ref value, number); break;
            case FundamentalType.Flags: Vips.g_value_set_flags(ref value, (uint)number); break;
            default: Vips.g_value_set_int(ref value, number); break;
        }
    }

    private static nuint ArgumentType(nint operation, string name) =>
        Vips.vips_object_get_argument(operation, name, out Vips.GParamSpec* spec, out _, out _) == 0
            ? spec->ValueType
            : throw new VipsException(name, Vips.TakeErrorText());

    private static FundamentalType Fundamental(nuint type) => (FundamentalType)(int)(Vips.g_type_fundamental(type) >> 2);

    private enum FundamentalType
    {
        Integer = 6,
        Enumeration = 12,
        Flags = 13,
    }
}

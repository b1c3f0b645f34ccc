using System.Runtime.InteropServices;

namespace OnnxStyle.Imaging.Native;

/// <summary>
/// The functions of libvips and GLib that this room calls. Operations go through GObject's own interface (make, set properties,
/// build, get properties), because the comfortable functions of libvips are variadic and cannot be called portably.
/// </summary>
internal static unsafe partial class Vips
{
    private const string Library = "vips";
    private static readonly Lazy<bool> Start = new(Initialize);

    static Vips() => NativeLibrary.SetDllImportResolver(typeof(Vips).Assembly, (name, _, _) => name == Library ? VipsLibrary.Handle : 0);

    /// <summary>Types that the registry of GObject numbers at run time.</summary>
    internal static nuint ImageType { get; private set; }

    /// <summary>See <see cref="ImageType"/>.</summary>
    internal static nuint BlobType { get; private set; }

    /// <summary>See <see cref="ImageType"/>.</summary>
    internal static nuint DoublesType { get; private set; }

    /// <summary>Loads and starts the library, once.</summary>
    /// <exception cref="ImagingLibraryException">It is missing or does not start.</exception>
    internal static void EnsureStarted() => _ = Start.Value;

    /// <summary>
    /// The text of the last error, and clears it. The text is global to the process and may belong to another thread: it is for
    /// a reader who looks for a cause, never for a decision.
    /// </summary>
    internal static string TakeErrorText()
    {
        nint text = vips_error_buffer_copy();
        string result = Marshal.PtrToStringUTF8(text) ?? string.Empty;
        g_free(text);
        return result.Trim();
    }

    private static bool Initialize()
    {
        _ = VipsLibrary.Handle;
        g_log_set_default_handler(&Ignore, 0);
        if (vips_init("onnxstyle") != 0) throw new ImagingLibraryException($"libvips ('{VipsLibrary.Path}') does not start: {TakeErrorText()}.");

        // Loaders that libvips itself does not call safe for files from strangers stay off; one picture is never asked for twice.
        vips_block_untrusted_set(1);
        vips_cache_set_max(0);
        ImageType = g_type_from_name("VipsImage");
        BlobType = g_type_from_name("VipsBlob");
        DoublesType = g_type_from_name("VipsArrayDouble");
        return true;
    }

    [UnmanagedCallersOnly]
    private static void Ignore(nint domain, int level, nint message, nint data)
    {
    }

    /// <summary>GLib's tagged value.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct GValue
    {
        public nuint Type;
        public long Data0;
        public long Data1;
    }

    /// <summary>The head of GLib's description of a property.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct GParamSpec
    {
        public nint Class;
        public byte* Name;
        public int Flags;
        public nuint ValueType;
    }

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int vips_init(string program);
    [LibraryImport(Library)] internal static partial int vips_version(int part);
    [LibraryImport(Library)] internal static partial nint vips_error_buffer_copy();
    [LibraryImport(Library)] internal static partial void vips_cache_set_max(int count);
    [LibraryImport(Library)] internal static partial void vips_block_untrusted_set(int state);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial nint vips_operation_new(string name);
    [LibraryImport(Library)] internal static partial int vips_cache_operation_buildp(ref nint operation);
    [LibraryImport(Library)] internal static partial void vips_object_unref_outputs(nint operation);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int vips_object_get_argument(nint operation, string name, out GParamSpec* spec, out nint argumentClass, out nint instance);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int vips_enum_from_nick(string domain, nuint type, string nick);
    [LibraryImport(Library)] internal static partial nint vips_foreign_find_load_buffer(byte* data, nuint size);
    [LibraryImport(Library)] internal static partial nint vips_blob_new(nint free, byte* data, nuint size);
    [LibraryImport(Library)] internal static partial nint vips_blob_get(nint blob, out nuint size);
    [LibraryImport(Library)] internal static partial void vips_area_unref(nint area);
    [LibraryImport(Library)] internal static partial nint vips_image_new_from_memory_copy(void* data, nuint size, int width, int height, int bands, int format);
    [LibraryImport(Library)] internal static partial nint vips_image_write_to_memory(nint image, out nuint size);
    [LibraryImport(Library)] internal static partial int vips_image_get_width(nint image);
    [LibraryImport(Library)] internal static partial int vips_image_get_height(nint image);
    [LibraryImport(Library)] internal static partial int vips_image_get_bands(nint image);
    [LibraryImport(Library)] internal static partial int vips_image_get_format(nint image);
    [LibraryImport(Library)] internal static partial int vips_image_get_interpretation(nint image);
    [LibraryImport(Library)] internal static partial int vips_image_hasalpha(nint image);
    [LibraryImport(Library)] internal static partial int vips_image_get_orientation(nint image);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial nuint vips_image_get_typeof(nint image, string name);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int vips_image_get_blob(nint image, string name, out byte* data, out nuint size);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial void vips_image_set_int(nint image, string name, int value);
    [LibraryImport(Library)] internal static partial nint g_object_ref(nint instance);
    [LibraryImport(Library)] internal static partial void g_object_unref(nint instance);
    [LibraryImport(Library)] internal static partial void g_free(nint memory);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial void g_object_set_property(nint instance, string name, in GValue value);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial void g_object_get_property(nint instance, string name, ref GValue value);
    [LibraryImport(Library)] internal static partial nint g_value_init(ref GValue value, nuint type);
    [LibraryImport(Library)] internal static partial void g_value_unset(ref GValue value);
    [LibraryImport(Library)] internal static partial void g_value_set_boolean(ref GValue value, int content);
    [LibraryImport(Library)] internal static partial void g_value_set_int(ref GValue value, int content);
    [LibraryImport(Library)] internal static partial void g_value_set_enum(ref GValue value, int content);
    [LibraryImport(Library)] internal static partial void g_value_set_flags(ref GValue value, uint content);
    [LibraryImport(Library)] internal static partial void g_value_set_double(ref GValue value, double content);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial void g_value_set_string(ref GValue value, string content);
    [LibraryImport(Library)] internal static partial void g_value_set_object(ref GValue value, nint content);
    [LibraryImport(Library)] internal static partial void g_value_set_boxed(ref GValue value, nint content);
    [LibraryImport(Library)] internal static partial nint g_value_get_object(ref GValue value);
    [LibraryImport(Library)] internal static partial nint g_value_get_boxed(ref GValue value);
    [LibraryImport(Library)] internal static partial nuint g_type_fundamental(nuint type);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial nuint g_type_from_name(string name);
    [LibraryImport(Library)] internal static partial void vips_value_set_array_double(ref GValue value, double* items, int count);
    [LibraryImport(Library)] internal static partial nint g_log_set_default_handler(delegate* unmanaged<nint, int, nint, nint, void> handler, nint data);
}

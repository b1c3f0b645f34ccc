using System.Runtime.InteropServices;

namespace OnnxStyle.Runtime.Native;

/// <summary>Keys and values as two arrays of zero-terminated UTF-8 strings in native memory, in the same order.</summary>
internal sealed unsafe class KeyValueText : IDisposable
{
    private readonly nint[] strings;

    public KeyValueText(IReadOnlyDictionary<string, string> pairs)
    {
        int count = pairs.Count;
        strings = new nint[2 * count];
        Keys = (byte**)NativeMemory.AllocZeroed((nuint)(2 * count + 1), (nuint)sizeof(byte*));
        Values = Keys + count;
        int i = 0;
        foreach ((string key, string value) in pairs)
        {
            strings[i] = Marshal.StringToCoTaskMemUTF8(key);
            strings[count + i] = Marshal.StringToCoTaskMemUTF8(value);
            Keys[i] = (byte*)strings[i];
            Values[i] = (byte*)strings[count + i];
            i++;
        }
    }

    public byte** Keys { get; private set; }

    public byte** Values { get; private set; }

    public void Dispose()
    {
        foreach (nint text in strings) Marshal.FreeCoTaskMem(text);
        Array.Clear(strings);
        NativeMemory.Free(Keys);
        Keys = Values = null;
    }
}

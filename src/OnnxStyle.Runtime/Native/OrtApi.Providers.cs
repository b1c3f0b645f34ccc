namespace OnnxStyle.Runtime.Native;

/// <content>Execution providers.</content>
internal sealed unsafe partial class OrtApi
{
    /// <summary>Adds a provider by its name through the generic function.</summary>
    public void AppendProvider(nint options, string name, IReadOnlyDictionary<string, string> settings)
    {
        fixed (byte* n = Utf8(name))
        {
            using KeyValueText text = new(settings);
            nint status = ((delegate* unmanaged[Cdecl]<nint, byte*, byte**, byte**, nuint, nint>)Function(OrtSlot.AppendExecutionProvider))(
                options, n, text.Keys, text.Values, (nuint)settings.Count);
            Check(status, $"Starting the provider {name}");
        }
    }

    /// <summary>Adds a provider that has functions of its own: make its options, fill them, append, free them.</summary>
    public void AppendProvider(nint options, string name, ProviderSlots slots, IReadOnlyDictionary<string, string> settings)
    {
        string doing = $"Starting the provider {name}";
        nint own = Create(slots.Create, doing);
        try
        {
            if (settings.Count > 0)
            {
                using KeyValueText text = new(settings);
                nint status = ((delegate* unmanaged[Cdecl]<nint, byte**, byte**, nuint, nint>)Function(slots.Update))(own, text.Keys, text.Values, (nuint)settings.Count);
                Check(status, doing);
            }

            Check(((delegate* unmanaged[Cdecl]<nint, nint, nint>)Function(slots.Append))(options, own), doing);
        }
        finally
        {
            Release(slots.Release, own);
        }
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxStyle.Runtime.Native;

/// <summary>
/// The one environment of the process: made when it is first needed, never released, because sessions on any thread may still
/// use it. It must exist before a provider is added to session options.
/// </summary>
internal sealed unsafe class OrtEnvironment
{
    private static readonly Lock Gate = new();
    private static OrtEnvironment? current;

    private OrtEnvironment(OrtApi api)
    {
        Handle = api.CreateEnvironment(&Receive, (int)RuntimeSeverity.Warning);
        MemoryInfo = api.CreateProcessorMemoryInfo();
    }

    /// <summary>The environment's handle.</summary>
    public nint Handle { get; }

    /// <summary>The description of the processor's memory.</summary>
    public nint MemoryInfo { get; }

    /// <summary>The environment, made at the first call. Safe on any thread.</summary>
    public static OrtEnvironment Get(OrtApi api)
    {
        lock (Gate) return current ??= new OrtEnvironment(api);
    }

    /// <summary>Takes a message from native code. No exception may leave.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Receive(nint state, int severity, byte* category, byte* logId, byte* location, byte* message)
    {
        try
        {
            RuntimeLog.Add(new RuntimeMessage { Severity = (RuntimeSeverity)severity, Source = OrtApi.Text(location), Text = OrtApi.Text(message) });
        }
        catch
        {
            // A listener's fault must not unwind through native frames; the message is lost, the run goes on.
        }
    }
}

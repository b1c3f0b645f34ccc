using System.Runtime.InteropServices;

namespace OnnxStyle.Runtime.Native;

/// <summary>A kernel that the library holds by a handle, with what its runs use.</summary>
internal sealed class KernelInstance
{
    private readonly OperatorKernel kernel;
    private GCHandle self;

    public KernelInstance(OrtApi api, OperatorKernel kernel, int threads)
    {
        Api = api;
        this.kernel = kernel;
        self = GCHandle.Alloc(this);
        Run = new KernelRun(api, threads, Handle);
    }

    public OrtApi Api { get; }

    public KernelRun Run { get; }

    public nint Handle => GCHandle.ToIntPtr(self);

    public static KernelInstance Of(nint handle) => (KernelInstance)GCHandle.FromIntPtr(handle).Target!;

    public void Compute(nint context)
    {
        Run.Begin(context);
        kernel.Compute(Run);
    }

    public void Dispose()
    {
        self.Free();
        kernel.Dispose();
    }
}

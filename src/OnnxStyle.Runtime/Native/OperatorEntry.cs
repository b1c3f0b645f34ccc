using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OnnxStyle.Tensors;

namespace OnnxStyle.Runtime.Native;

/// <summary>One operator as the library sees it: the C struct, its texts, and the callbacks. Every exception stops at the callbacks.</summary>
internal sealed unsafe class OperatorEntry
{
    private readonly OrtApi api;
    private readonly CustomOperator description;
    private readonly OperatorPort[] inputs, outputs;
    private readonly int threads;
    private GCHandle self;
    private nint name;

    public OperatorEntry(OrtApi api, CustomOperator description, int threads)
    {
        this.api = api;
        this.description = description;
        this.threads = threads;
        inputs = [.. description.Inputs];
        outputs = [.. description.Outputs];
        name = Marshal.StringToCoTaskMemUTF8(description.Name);
        self = GCHandle.Alloc(this);
        Struct = (OrtCustomOp*)NativeMemory.AllocZeroed((nuint)sizeof(OrtCustomOp));
        *Struct = new OrtCustomOp
        {
            Version = OrtApi.LowestVersion,
            CreateKernel = &OldCreate,
            GetName = &GetName,
            GetExecutionProviderType = &GetProvider,
            GetInputType = &InputType,
            GetInputTypeCount = &InputCount,
            GetOutputType = &OutputType,
            GetOutputTypeCount = &OutputCount,
            KernelCompute = &OldCompute,
            KernelDestroy = &Destroy,
            GetInputCharacteristic = &InputKind,
            GetOutputCharacteristic = &OutputKind,
            GetInputMemoryType = &MemoryType,
            GetVariadicInputMinArity = &One,
            GetVariadicInputHomogeneity = &One,
            GetVariadicOutputMinArity = &One,
            GetVariadicOutputHomogeneity = &One,
            CreateKernelV2 = &Create,
            KernelComputeV2 = &Compute,
            Own = GCHandle.ToIntPtr(self),
        };
    }

    public OrtCustomOp* Struct { get; private set; }

    /// <summary>The function that the library's threads call with the handle of a <see cref="KernelInstance"/>.</summary>
    public static delegate* unmanaged[Cdecl]<nint, nuint, void> PartFunction => &Part;

    /// <summary>Frees the struct; no session may use it any more.</summary>
    public void Free()
    {
        if (Struct is null) return;
        NativeMemory.Free(Struct);
        Struct = null;
        Marshal.FreeCoTaskMem(name);
        name = 0;
        self.Free();
    }

    private static OperatorEntry Of(OrtCustomOp* op) => (OperatorEntry)GCHandle.FromIntPtr(op->Own).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte* GetName(OrtCustomOp* op) => (byte*)Of(op).name;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte* GetProvider(OrtCustomOp* op) => null; // the processor

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int InputType(OrtCustomOp* op, nuint index) => (int)Of(op).inputs[(int)index].Type;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OutputType(OrtCustomOp* op, nuint index) => (int)Of(op).outputs[(int)index].Type;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nuint InputCount(OrtCustomOp* op) => (nuint)Of(op).inputs.Length;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nuint OutputCount(OrtCustomOp* op) => (nuint)Of(op).outputs.Length;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int InputKind(OrtCustomOp* op, nuint index) => (int)Of(op).inputs[(int)index].Kind;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OutputKind(OrtCustomOp* op, nuint index) => (int)Of(op).outputs[(int)index].Kind;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int MemoryType(OrtCustomOp* op, nuint index) => 0; // OrtMemTypeDefault

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int One(OrtCustomOp* op) => 1;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint OldCreate(OrtCustomOp* op, nint table, nint info) => 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OldCompute(nint kernel, nint context)
    {
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Create(OrtCustomOp* op, nint table, nint info, nint* kernel)
    {
        OperatorEntry entry = Of(op);
        *kernel = 0;
        try
        {
            OperatorKernel made = entry.description.CreateKernel(new KernelSetup(entry.api, info, entry.threads));
            *kernel = new KernelInstance(entry.api, made, entry.threads).Handle;
            return 0;
        }
        catch (Exception e)
        {
            return entry.api.Status(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Compute(nint kernel, nint context)
    {
        KernelInstance instance = KernelInstance.Of(kernel);
        try
        {
            instance.Compute(context);
            return 0;
        }
        catch (Exception e)
        {
            return instance.Api.Status(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Destroy(nint kernel)
    {
        if (kernel == 0) return;
        try
        {
            KernelInstance.Of(kernel).Dispose();
        }
        catch (Exception e)
        {
            RuntimeLog.Add(new RuntimeMessage { Severity = RuntimeSeverity.Error, Source = "OnnxStyle", Text = $"Freeing a kernel failed: {e.Message}" });
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Part(nint kernel, nuint index) => KernelInstance.Of(kernel).Run.Part((int)index);
}

using System.Runtime.InteropServices;

namespace OnnxStyle.Runtime.Native;

/// <summary>
/// The C struct <c>OrtCustomOp</c> of <c>onnxruntime_c_api.h</c> as of version 17, with one field of our own behind it. The library reads no field that is later than
/// <see cref="Version"/> says, and hands every callback the pointer to the struct.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct OrtCustomOp
{
    public uint Version;
    public delegate* unmanaged[Cdecl]<OrtCustomOp*, nint, nint, nint> CreateKernel; // older than CreateKernelV2 and not called
    public delegate* unmanaged[Cdecl]<OrtCustomOp*, byte*> GetName;
    public delegate* unmanaged[Cdecl]<OrtCustomOp*, byte*> GetExecutionProviderType;
    public delegate* unmanaged[Cdecl]<OrtCustomOp*, nuint, int> GetInputType;
    public delegate* unmanaged[Cdecl]<OrtCustomOp*, nuint> GetInputTypeCount;
    public delegate* unmanaged[Cdecl]<OrtCustomOp*, nuint, int> GetOutputType;
    public delegate* unmanaged[Cdecl]<OrtCustomOp*, nuint> GetOutputTypeCount;
    public delegate* unmanaged[Cdecl]<nint, nint, void> KernelCompute; // older than KernelComputeV2 and not called
    public delegate* unmanaged[Cdecl]<nint, void> KernelDestroy;
    public delegate* unmanaged[Cdecl]<OrtCustomOp*, nuint, int> GetInputCharacteristic;
    public delegate* unmanaged[Cdecl]<OrtCustomOp*, nuint, int> GetOutputCharacteristic;
    public delegate* unmanaged[Cdecl]<OrtCustomOp*, nuint, int> GetInputMemoryType;
    public delegate* unmanaged[Cdecl]<OrtCustomOp*, int> GetVariadicInputMinArity;
    public delegate* unmanaged[Cdecl]<OrtCustomOp*, int> GetVariadicInputHomogeneity;
    public delegate* unmanaged[Cdecl]<OrtCustomOp*, int> GetVariadicOutputMinArity;
    public delegate* unmanaged[Cdecl]<OrtCustomOp*, int> GetVariadicOutputHomogeneity;
    public delegate* unmanaged[Cdecl]<OrtCustomOp*, nint, nint, nint*, nint> CreateKernelV2;
    public delegate* unmanaged[Cdecl]<nint, nint, nint> KernelComputeV2;
    public nint InferOutputShape; // null: shapes stand in the graph
    public nint GetStartVersion; // null: any version of the domain
    public nint GetEndVersion;
    public nint Own; // the handle of the managed OperatorEntry
}

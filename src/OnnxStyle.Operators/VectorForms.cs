using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnnxStyle.Operators;

/// <summary>Which forms this processor has.</summary>
public static class VectorForms
{
    /// <summary>The widest form that this processor has.</summary>
    public static VectorForm Widest => IsSupported(VectorForm.Vector512) ? VectorForm.Vector512 : IsSupported(VectorForm.Vector256) ? VectorForm.Vector256 : VectorForm.Scalar;

    /// <summary>Whether this processor, and the runtime's settings, have a form. The scalar one runs anywhere.</summary>
    public static bool IsSupported(VectorForm form) => form switch
    {
        VectorForm.Vector512 => Vector512.IsHardwareAccelerated && Avx512F.IsSupported,
        VectorForm.Vector256 => Vector256.IsHardwareAccelerated && Avx2.IsSupported && Fma.IsSupported,
        _ => true,
    };
}

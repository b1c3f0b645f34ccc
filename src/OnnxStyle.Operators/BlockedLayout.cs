using System.Runtime.CompilerServices;
using OnnxStyle.Operators.Winograd.Vectors;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators;

/// <summary>
/// The layout of this room: [N, ⌈C / 16⌉, H, W, 16], the 16 channels of a block side by side, channels after the last zero. A tensor of rank 5, so that ONNX's
/// own operators of single elements take it as it is.
/// </summary>
internal static class BlockedLayout
{
    /// <summary>Channels of a block.</summary>
    public const int Block = 16;

    /// <summary>The blocked shape of [N, C, H, W].</summary>
    /// <exception cref="ShapeException">The rank is not 4.</exception>
    public static Shape Of(Shape plain)
    {
        if (plain.Rank != 4) throw new ShapeException("Blocked layout", "[N, C, H, W]", $"{plain}");
        return new Shape(plain[0], (plain[1] + Block - 1) / Block, plain[2], plain[3], Block);
    }
}

using OnnxStyle.Operators.Winograd.Vectors;

namespace OnnxStyle.Operators.Winograd;

/// <summary>The way of pictures into tiles and back, for a group of tiles at a time. Tiles are numbered by picture, row and column.</summary>
internal abstract unsafe class TileTransforms
{
    /// <summary>Points of a tile.</summary>
    public abstract int Points { get; }

    /// <summary>Floats of scratch memory that a pass needs.</summary>
    public abstract int ScratchFloats { get; }

    /// <summary>Makes the passes of one convolution.</summary>
    public static TileTransforms Of(Conv3x3Shape shape, WinogradTile tile, VectorForm form, int group) => (form, tile) switch
    {
        (VectorForm.Vector512, WinogradTile.Four) => new TileTransforms<Lanes512, TransformFour>(shape, group),
        (VectorForm.Vector512, _) => new TileTransforms<Lanes512, TransformTwo>(shape, group),
        (VectorForm.Vector256, WinogradTile.Four) => new TileTransforms<Lanes256, TransformFour>(shape, group),
        (VectorForm.Vector256, _) => new TileTransforms<Lanes256, TransformTwo>(shape, group),
        (_, WinogradTile.Four) => new TileTransforms<LanesOne, TransformFour>(shape, group),
        _ => new TileTransforms<LanesOne, TransformTwo>(shape, group),
    };

    /// <summary>Bᵀ d B of a group's tiles in some blocks of channels; tiles after the last are zeros.</summary>
    /// <param name="x">The picture, blocked.</param>
    /// <param name="group">The group of tiles.</param>
    /// <param name="firstBlock">The first block of channels.</param>
    /// <param name="blocks">How many.</param>
    /// <param name="v">Receives [blocks, tiles, 16] for the first point.</param>
    /// <param name="plane">Floats from a point to the next.</param>
    /// <param name="scratch">Aligned memory of <see cref="ScratchFloats"/>.</param>
    public abstract void Input(float* x, int group, int firstBlock, int blocks, float* v, nint plane, float* scratch);

    /// <summary>Aᵀ m A of a group's tiles in one block of channels, and what follows it.</summary>
    /// <param name="m">[tiles, 16] of the first point.</param>
    /// <param name="plane">Floats from a point to the next.</param>
    /// <param name="group">The group of tiles.</param>
    /// <param name="block">The block of channels.</param>
    /// <param name="epilogue">What follows, and where the result goes.</param>
    /// <param name="scratch">Aligned memory of <see cref="ScratchFloats"/>.</param>
    public abstract void Output(float* m, nint plane, int group, int block, in Epilogue epilogue, float* scratch);

    /// <summary>
    /// A dy Aᵀ of a group's tiles in some blocks of the results' channels, for the gradient of the filters. Tiles after the last, and what reaches over the edge, are zeros.
    /// </summary>
    /// <param name="dy">The gradient of the result, blocked.</param>
    /// <param name="group">The group of tiles.</param>
    /// <param name="firstBlock">The first block of channels.</param>
    /// <param name="blocks">How many.</param>
    /// <param name="w">Receives [blocks, tiles, 16] for the first point.</param>
    /// <param name="plane">Floats from a point to the next.</param>
    /// <param name="scratch">Aligned memory of <see cref="ScratchFloats"/>.</param>
    public abstract void Gradient(float* dy, int group, int firstBlock, int blocks, float* w, nint plane, float* scratch);
}

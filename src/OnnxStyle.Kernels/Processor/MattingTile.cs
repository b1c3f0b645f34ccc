namespace OnnxStyle.Kernels.Processor;

/// <summary>
/// How p and the entries of L lie for <see cref="MattingRows{T}"/>. p is copied in tiles of <see cref="Columns"/>, a row at a time a cache line longer on both sides. The
/// entries of a row lie in blocks of 16 pixels, [block, <see cref="Entries"/>, 16], in the order in which they are read: one stream from memory, read once.
/// </summary>
internal static class MattingTile
{
    /// <summary>Columns of a tile; a multiple of <see cref="Block"/>.</summary>
    public const int Columns = 1024;

    /// <summary>Rows and columns around a tile that its pixels are coupled with.</summary>
    public const int Halo = 2;

    /// <summary>Room for a halo, one cache line, so that tiles begin on one.</summary>
    public const int Edge = 16;

    /// <summary>From row to row of a tile.</summary>
    public const int Pitch = Columns + (2 * Edge);

    /// <summary>Rows of p in a tile, without halos.</summary>
    public const int Rows = 32;

    /// <summary>From channel to channel of a tile.</summary>
    public const int Plane = (Rows + (2 * Halo)) * Pitch;

    /// <summary>Entries of L a pixel: with the twelve pixels ahead, then with itself.</summary>
    public const int Entries = MattingCouplings.Count + 1;

    /// <summary>Pixels whose entries lie together: the widest vector.</summary>
    public const int Block = 16;

    /// <summary>From the first entry of a block of pixels to that of the next.</summary>
    public const int BlockPitch = Entries * Block;

    /// <summary>Where the first entry of a pixel lies, so many columns to the right of the first of a block, or to the left.</summary>
    public static int Offset(int column) => ((column >> 4) * BlockPitch) + (column & (Block - 1));
}

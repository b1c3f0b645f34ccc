namespace OnnxStyle.Kernels.Processor;

/// <summary>How p and the entries of L lie for <see cref="MattingRows{T}"/>: in strips of 256 columns, rows a cache line longer on both sides.</summary>
internal static class MattingTile
{
    /// <summary>Columns of a strip.</summary>
    public const int Columns = 128;

    /// <summary>Rows and columns around a tile that its pixels are coupled with.</summary>
    public const int Halo = 2;

    /// <summary>Room for a halo, one cache line, so that strips begin on one.</summary>
    public const int Edge = 16;

    /// <summary>From row to row.</summary>
    public const int Pitch = Columns + (2 * Edge);

    /// <summary>Rows of p in a tile, without halos.</summary>
    public const int Rows = 16;

    /// <summary>From channel to channel of a tile.</summary>
    public const int Plane = (Rows + (2 * Halo)) * Pitch;

    /// <summary>Entries of L a pixel: with the twelve pixels ahead, then with itself.</summary>
    public const int Planes = MattingCouplings.Count + 1;

    /// <summary>From the entries of one row of pixels to those of the next.</summary>
    public const int RowPitch = Planes * Pitch;
}

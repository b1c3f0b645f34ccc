namespace OnnxStyle.Kernels.Processor;

/// <summary>From a row of a tile to one of the two above and the two below, and to the five entries that lead back: to two columns on the left first, to two on the right last.</summary>
internal readonly struct MattingStep
{
    /// <summary>Rows that steps lead to.</summary>
    public const int Count = 4;

    private MattingStep(int pixel, int entry, int next)
    {
        Pixel = pixel;
        Entry = entry;
        Next = next;
    }

    /// <summary>To the pixel in the same column.</summary>
    public nint Pixel { get; }

    /// <summary>To its first entry.</summary>
    public nint Entry { get; }

    /// <summary>From one entry to the next.</summary>
    public nint Next { get; }

    /// <summary>The step down by so many rows. The pixel there is the one ahead: the entries are those of the pixels here that they lead to.</summary>
    public static MattingStep Down(int rows) => new(rows * MattingTile.Pitch, (Last(rows) * MattingTile.Pitch) - 2, 1 - MattingTile.Pitch);

    /// <summary>The step up by so many rows. The pixel there is the one behind: the entries are its own.</summary>
    public static MattingStep Up(int rows) => new(-rows * MattingTile.Pitch, ((Last(rows) - 4) * MattingTile.Pitch) - (rows * MattingTile.RowPitch), MattingTile.Pitch);

    /// <summary>The coupling with the pixel so many rows below and two columns to the right.</summary>
    private static int Last(int rows) => (5 * rows) + 1;
}

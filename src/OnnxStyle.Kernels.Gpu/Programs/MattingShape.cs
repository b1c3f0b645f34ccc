namespace OnnxStyle.Kernels.Gpu.Programs;

/// <summary>Sizes of one matting Laplacian on a device.</summary>
internal readonly struct MattingShape(int height, int width, int pitch, int channels)
{
    /// <summary>Rows of zeros above a plane of couplings.</summary>
    public const int RowsAbove = 2;

    /// <summary>Zeros to the left of each row of couplings: two are read, eight keep rows on sectors of 32 bytes.</summary>
    public const int ColumnsLeft = 8;

    /// <summary>H.</summary>
    public readonly int Height = height;

    /// <summary>W.</summary>
    public readonly int Width = width;

    /// <summary>Elements from row to row of a plane of couplings; a multiple of 8, at least W + 10.</summary>
    public readonly int Pitch = pitch;

    /// <summary>Channels of p.</summary>
    public readonly int Channels = channels;
}

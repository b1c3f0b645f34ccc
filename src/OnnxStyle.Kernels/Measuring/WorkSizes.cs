namespace OnnxStyle.Kernels.Measuring;

/// <summary>What is measured: the same work on every device, so that devices compare. The quick sizes only show that it runs.</summary>
public static class WorkSizes
{
    /// <summary>Bytes that the copy moves, half of them read.</summary>
    public static int CopyBytes(bool quick) => quick ? 1 << 16 : 1 << 28;

    /// <summary>C and M of Gram matrices.</summary>
    public static IReadOnlyList<(int Rows, int Columns)> Gram(bool quick) => quick ? [(3, 4096), (20, 256)] : [(3, 1 << 20), (64, 1 << 18), (512, 1 << 14)];

    /// <summary>N, K and D of distances, and the neighbours searched for.</summary>
    public static (int Rows, int Columns, int Length, int Count) Cosine(bool quick) => quick ? (32, 48, 16, 4) : (8000, 8000, 64, 10);

    /// <summary>Channels, H and W of matting Laplacians.</summary>
    public static (int Channels, int Height, int Width) Matting(bool quick) => quick ? (3, 16, 24) : (3, 768, 1024);

    /// <summary>Names the sizes and counts what the kernel must move and compute at least.</summary>
    public static (string Size, double Bytes, double Operations) OfGram(int rows, int columns) =>
        ($"[{rows}, {columns}]", 4.0 * (((double)rows * columns) + (rows * rows)), (double)rows * (rows + 1) * columns);

    /// <summary>As <see cref="OfGram"/>, of all distances.</summary>
    public static (string Size, double Bytes, double Operations) OfCosine(int rows, int columns, int length) =>
        ($"[{rows}, {length}] [{columns}, {length}]", 4.0 * (((rows + (double)columns) * length) + ((double)rows * columns)), 2.0 * rows * columns * length);

    /// <summary>As <see cref="OfGram"/>, of a search.</summary>
    public static (string Size, double Bytes, double Operations) OfTopK(int rows, int columns, int length, int count) =>
        ($"{count} of [{rows}, {length}] [{columns}, {length}]", 4.0 * (((rows + (double)columns) * length) + (2.0 * rows * count)), 2.0 * rows * columns * length);

    /// <summary>As <see cref="OfGram"/>, of one product: the couplings once, p once, the product once; 24 neighbours and the pixel itself multiplied and added.</summary>
    public static (string Size, double Bytes, double Operations) OfMatting(int channels, int height, int width) =>
        ($"[{channels}, {height}, {width}]", 4.0 * height * width * (MattingCouplings.Count + (2 * channels)), 2.0 * ((2 * MattingCouplings.Count) + 1) * channels * height * width);
}

namespace OnnxStyle.Transfer;

/// <summary>Bilinear change of size without a wider filter, as PyTorch's <c>interpolate</c>: a linear map A of planes and its exact adjoint Aᵀ.</summary>
internal sealed class BilinearMap
{
    private readonly int width, height, newWidth, newHeight;
    private readonly (int Low, float Share)[] columns, rows;
    private readonly float[] between; // [H, newW]

    /// <param name="width">Pixels across before.</param>
    /// <param name="height">Pixels down before.</param>
    /// <param name="newWidth">Pixels across after.</param>
    /// <param name="newHeight">Pixels down after.</param>
    /// <param name="alignCorners">Whether corner pixels keep their places (as nkolkin's code) or the pictures' edges do.</param>
    public BilinearMap(int width, int height, int newWidth, int newHeight, bool alignCorners)
    {
        (this.width, this.height, this.newWidth, this.newHeight) = (width, height, newWidth, newHeight);
        columns = Axis(width, newWidth, alignCorners);
        rows = Axis(height, newHeight, alignCorners);
        between = new float[height * newWidth];
    }

    /// <summary>y = A x for planes <c>[3, H, W]</c> to <c>[3, newH, newW]</c>; overwrites y.</summary>
    public void Apply(ReadOnlySpan<float> x, Span<float> y)
    {
        for (int c = 0; c < 3; c++)
        {
            ReadOnlySpan<float> source = x.Slice(c * width * height, width * height);
            Span<float> target = y.Slice(c * newWidth * newHeight, newWidth * newHeight);
            for (int i = 0; i < height; i++)
                for (int j = 0; j < newWidth; j++)
                {
                    (int low, float share) = columns[j];
                    int at = (i * width) + low;
                    between[(i * newWidth) + j] = share == 0 ? source[at] : source[at] + (share * (source[at + 1] - source[at]));
                }

            for (int i = 0; i < newHeight; i++)
            {
                (int low, float share) = rows[i];
                ReadOnlySpan<float> upper = between.AsSpan(low * newWidth, newWidth), lower = share == 0 ? upper : between.AsSpan((low + 1) * newWidth, newWidth);
                for (int j = 0; j < newWidth; j++) target[(i * newWidth) + j] = upper[j] + (share * (lower[j] - upper[j]));
            }
        }
    }

    /// <summary>x = Aᵀ y; overwrites x.</summary>
    public void ApplyAdjoint(ReadOnlySpan<float> y, Span<float> x)
    {
        x.Clear();
        for (int c = 0; c < 3; c++)
        {
            ReadOnlySpan<float> source = y.Slice(c * newWidth * newHeight, newWidth * newHeight);
            Span<float> target = x.Slice(c * width * height, width * height);
            Array.Clear(between);
            for (int i = 0; i < newHeight; i++)
            {
                (int low, float share) = rows[i];
                Span<float> upper = between.AsSpan(low * newWidth, newWidth), lower = share == 0 ? upper : between.AsSpan((low + 1) * newWidth, newWidth);
                for (int j = 0; j < newWidth; j++)
                {
                    float value = source[(i * newWidth) + j];
                    upper[j] += (1 - share) * value;
                    if (share != 0) lower[j] += share * value;
                }
            }

            for (int i = 0; i < height; i++)
                for (int j = 0; j < newWidth; j++)
                {
                    (int low, float share) = columns[j];
                    float value = between[(i * newWidth) + j];
                    target[(i * width) + low] += (1 - share) * value;
                    if (share != 0) target[(i * width) + low + 1] += share * value;
                }
        }
    }

    private static (int Low, float Share)[] Axis(int size, int newSize, bool alignCorners)
    {
        (int Low, float Share)[] places = new (int Low, float Share)[newSize];
        for (int i = 0; i < newSize; i++)
        {
            double place = alignCorners
                ? newSize > 1 ? i * (size - 1.0) / (newSize - 1) : 0
                : Math.Clamp(((i + 0.5) * size / newSize) - 0.5, 0, size - 1);
            int low = Math.Min((int)place, size - 1);
            places[i] = low == size - 1 ? (low, 0) : (low, (float)(place - low));
        }

        return places;
    }
}

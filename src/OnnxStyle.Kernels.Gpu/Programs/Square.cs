namespace OnnxStyle.Kernels.Gpu.Programs;

/// <summary>4 x 4 elements of a result, in registers.</summary>
internal struct Square
{
    public Float4 Row0;
    public Float4 Row1;
    public Float4 Row2;
    public Float4 Row3;

    /// <summary>Adds the outer product x yᵀ.</summary>
    public static void AddOuter(ref Square sum, Float4 x, Float4 y)
    {
        sum.Row0 = Float4.Add(sum.Row0, x.X, y);
        sum.Row1 = Float4.Add(sum.Row1, x.Y, y);
        sum.Row2 = Float4.Add(sum.Row2, x.Z, y);
        sum.Row3 = Float4.Add(sum.Row3, x.W, y);
    }
}

/// <summary>What one thread computes of a tile: one square, or four that lie half a tile apart, so that neighbours read neighbouring memory.</summary>
internal struct Squares
{
    public Square TopLeft;
    public Square TopRight;
    public Square BottomLeft;
    public Square BottomRight;
}

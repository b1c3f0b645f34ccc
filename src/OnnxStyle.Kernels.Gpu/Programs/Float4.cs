namespace OnnxStyle.Kernels.Gpu.Programs;

/// <summary>Four neighbours in memory; one load of 16 bytes.</summary>
internal struct Float4
{
    public float X;
    public float Y;
    public float Z;
    public float W;

    public Float4(float x, float y, float z, float w)
    {
        X = x;
        Y = y;
        Z = z;
        W = w;
    }

    public static Float4 operator +(Float4 a, Float4 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z, a.W + b.W);

    public static Float4 operator -(Float4 a, Float4 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z, a.W - b.W);

    public static Float4 operator *(Float4 a, Float4 b) => new(a.X * b.X, a.Y * b.Y, a.Z * b.Z, a.W * b.W);

    /// <summary>sum + factor * b; each lane becomes one fused instruction.</summary>
    public static Float4 Add(Float4 sum, float factor, Float4 b) =>
        new((factor * b.X) + sum.X, (factor * b.Y) + sum.Y, (factor * b.Z) + sum.Z, (factor * b.W) + sum.W);

    /// <summary>sum + a · b.</summary>
    public static float AddDot(float sum, Float4 a, Float4 b)
    {
        sum = (a.X * b.X) + sum;
        sum = (a.Y * b.Y) + sum;
        sum = (a.Z * b.Z) + sum;
        return (a.W * b.W) + sum;
    }
}

namespace OnnxStyle.Operators.Winograd;

/// <summary>Plain loops.</summary>
internal sealed unsafe class TileProductScalar : TileProduct
{
    public override int Tiles => 4;

    public override void Multiply(float* v, nint step, float* u, float* other, int depth, float* m, in Ahead ahead)
    {
        One(v, step, u, depth, m);
        if (other is not null) One(v, step, other, depth, m + (Tiles * 16));
    }

    private void One(float* v, nint step, float* u, int depth, float* m)
    {
        new Span<float>(m, Tiles * 16).Clear();
        for (int k = 0; k < depth; k++)
        {
            float* column = v + (k / 16 * step) + (k % 16), row = u + (k * 16);
            for (int t = 0; t < Tiles; t++)
            {
                float value = column[t * 16];
                for (int j = 0; j < 16; j++) m[(t * 16) + j] += value * row[j];
            }
        }
    }
}

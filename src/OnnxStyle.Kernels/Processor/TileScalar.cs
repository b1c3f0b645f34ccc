namespace OnnxStyle.Kernels.Processor;

/// <summary>The same without vectors: four rows against two panels of four.</summary>
internal sealed unsafe class TileScalar : Tile
{
    public override int Panel => 4;

    public override int Rows => 4;

    public override void Multiply(float* a, float* b0, float* b1, int depth, float* tile)
    {
        new Span<float>(tile, 32).Clear();
        for (int k = 0; k < depth; k++, a += 4, b0 += 4, b1 += 4)
        {
            for (int r = 0; r < 4; r++)
            {
                for (int j = 0; j < 4; j++)
                {
                    tile[(8 * r) + j] += a[r] * b0[j];
                    tile[(8 * r) + 4 + j] += a[r] * b1[j];
                }
            }
        }
    }
}

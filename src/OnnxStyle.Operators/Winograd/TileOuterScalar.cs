namespace OnnxStyle.Operators.Winograd;

/// <summary>Plain loops.</summary>
internal sealed unsafe class TileOuterScalar : TileOuter
{
    public override void Sum(float* v, nint vStep, float* w, nint wStep, int groups, int tiles, int channels, float* s, bool two, bool add)
    {
        float* sums = stackalloc float[256];
        for (int block = 0; block < (two ? 2 : 1); block++, s += 256)
        {
            new Span<float>(sums, 256).Clear();
            for (int g = 0; g < groups; g++)
            {
                for (int t = 0; t < tiles; t++)
                {
                    float* column = v + (g * vStep) + (t * 16), row = w + (g * wStep) + (((block * tiles) + t) * 16);
                    for (int i = 0; i < 256; i++) sums[i] += column[i / 16] * row[i % 16];
                }
            }

            for (int i = 0; i < 256; i++) s[i] = add ? s[i] + sums[i] : sums[i];
        }
    }
}

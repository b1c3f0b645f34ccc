using System.Numerics;

namespace OnnxStyle.Samples;

/// <summary>Smooth noise from hashed lattice gradients (Perlin 2002), and sums of it over octaves.</summary>
internal static class Noise
{
    public static float At(float x, float y, int seed)
    {
        int ix = (int)MathF.Floor(x), iy = (int)MathF.Floor(y);
        float fx = x - ix, fy = y - iy;
        float u = fx * fx * fx * ((fx * ((fx * 6) - 15)) + 10), v = fy * fy * fy * ((fy * ((fy * 6) - 15)) + 10);
        float a = Corner(ix, iy, fx, fy, seed), b = Corner(ix + 1, iy, fx - 1, fy, seed);
        float c = Corner(ix, iy + 1, fx, fy - 1, seed), d = Corner(ix + 1, iy + 1, fx - 1, fy - 1, seed);
        return 1.5f * (a + (u * (b - a)) + (v * (c - a + (u * (a - b - c + d)))));
    }

    public static float Fractal(float x, float y, int octaves, int seed, float gain = 0.5f)
    {
        float sum = 0, weight = 0.5f;
        for (int i = 0; i < octaves; i++, weight *= gain)
        {
            sum += weight * At(x, y, seed + i);
            (x, y) = ((1.62f * x) - (1.18f * y), (1.18f * x) + (1.62f * y));
        }

        return sum;
    }

    /// <summary>Ridges: crests where the noise crosses zero. About 0 to 1.</summary>
    public static float Ridged(float x, float y, int octaves, int seed)
    {
        float sum = 0, weight = 0.5f, previous = 1;
        for (int i = 0; i < octaves; i++, weight *= 0.5f)
        {
            float ridge = 1 - MathF.Abs(At(x, y, seed + i));
            ridge *= ridge;
            sum += weight * ridge * previous;
            previous = ridge;
            (x, y) = ((1.65f * x) - (1.2f * y), (1.2f * x) + (1.65f * y));
        }

        return sum;
    }

    public static float Step(float from, float to, float x)
    {
        float t = Math.Clamp((x - from) / (to - from), 0, 1);
        return t * t * (3 - (2 * t));
    }

    public static Vector3 Rgb(int hex)
    {
        static float Linear(int level) => OnnxStyle.Imaging.SrgbCurve.ToLinear(level / 255f);
        return new(Linear(hex >> 16), Linear((hex >> 8) & 255), Linear(hex & 255));
    }

    public static uint Hash(int x, int y, int seed)
    {
        uint h = ((uint)x * 0x9E3779B1u) ^ ((uint)y * 0x85EBCA77u) ^ ((uint)seed * 0xC2B2AE3Du);
        h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
        h = (h ^ (h >> 12)) * 0x297A2D39u;
        return h ^ (h >> 15);
    }

    private static float Corner(int x, int y, float dx, float dy, int seed)
    {
        float angle = (Hash(x, y, seed) & 0xFFFF) * (MathF.Tau / 65536);
        return (MathF.Cos(angle) * dx) + (MathF.Sin(angle) * dy);
    }
}

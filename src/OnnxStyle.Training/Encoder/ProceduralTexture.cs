using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>Textures that need no pictures: what they show belongs to nobody. The same stream of random numbers makes the same pixels.</summary>
public static class ProceduralTexture
{
    private static readonly TextureKind[] Kinds = Enum.GetValues<TextureKind>();

    /// <summary>Writes a texture of a random kind.</summary>
    /// <param name="random">What decides everything about it.</param>
    /// <param name="side">Pixels of its sides.</param>
    /// <param name="target">[3, side, side], RGB in 0..1.</param>
    public static void Write(RandomStream random, int side, Span<float> target) => Write(Kinds[random.Below(Kinds.Length)], random, side, target);

    /// <summary>Writes a texture.</summary>
    /// <param name="kind">What it shows.</param>
    /// <param name="random">What decides its colours, sizes and directions.</param>
    /// <param name="side">Pixels of its sides.</param>
    /// <param name="target">[3, side, side], RGB in 0..1.</param>
    public static void Write(TextureKind kind, RandomStream random, int side, Span<float> target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(target.Length, 3 * side * side);
        (float R, float G, float B) first = Colour(ref random), second = Colour(ref random);
        switch (kind)
        {
            case TextureKind.Fractal:
                Fractal(ref random, side, target);
                break;
            case TextureKind.Strokes:
                Strokes(ref random, side, target, first);
                break;
            default:
                Periodic(ref random, side, target, first, second, kind == TextureKind.Checks);
                break;
        }
    }

    private static (float R, float G, float B) Colour(ref RandomStream random) => ((float)random.NextDouble(), (float)random.NextDouble(), (float)random.NextDouble());

    private static void Periodic(ref RandomStream random, int side, Span<float> target, (float R, float G, float B) first, (float R, float G, float B) second, bool both)
    {
        double angle = random.NextDouble() * Math.PI, period = Math.Exp(Between(ref random, Math.Log(3), Math.Log(40)));
        double fx = 2 * Math.PI * Math.Cos(angle) / period, fy = 2 * Math.PI * Math.Sin(angle) / period, phase = random.NextDouble() * 2 * Math.PI;
        bool isHard = both || random.Below(2) == 0;
        for (int y = 0, at = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++, at++)
            {
                double wave = Math.Sin((x * fx) + (y * fy) + phase);
                if (both) wave *= Math.Sin((y * fx) - (x * fy));
                float share = isHard ? (wave > 0 ? 1 : 0) : (float)(0.5 + (0.5 * wave));
                Mix(target, side * side, at, first, second, share);
            }
        }
    }

    private static void Mix(Span<float> target, int plane, int at, (float R, float G, float B) first, (float R, float G, float B) second, float share)
    {
        target[at] = first.R + (share * (second.R - first.R));
        target[at + plane] = first.G + (share * (second.G - first.G));
        target[at + (2 * plane)] = first.B + (share * (second.B - first.B));
    }

    // Value noise: smooth steps between random numbers on a grid (Perlin's fade), summed over octaves.
    private static void Fractal(ref RandomStream random, int side, Span<float> target)
    {
        double fall = Between(ref random, 0.35, 0.8), coarsest = Math.Exp(Between(ref random, Math.Log(8), Math.Log(64)));
        bool isGrey = random.Below(3) == 0;
        for (int c = 0; c < 3; c++)
        {
            Span<float> plane = target.Slice(c * side * side, side * side);
            if (isGrey && c > 0)
            {
                target[..(side * side)].CopyTo(plane);
                continue;
            }

            plane.Fill((float)Between(ref random, 0.3, 0.7));
            double strength = 0.35;
            for (double cell = coarsest; cell >= 1; cell /= 2, strength *= fall) Octave(ref random, side, plane, cell, (float)strength);
            foreach (ref float value in plane) value = Math.Clamp(value, 0f, 1f);
        }
    }

    private static void Octave(ref RandomStream random, int side, Span<float> plane, double cell, float strength)
    {
        int nodes = (int)(side / cell) + 2;
        float[] grid = new float[nodes * nodes];
        foreach (ref float value in grid.AsSpan()) value = (float)((2 * random.NextDouble()) - 1);
        for (int y = 0, at = 0; y < side; y++)
        {
            (int row, float v) = Place(y / cell);
            for (int x = 0; x < side; x++, at++)
            {
                (int column, float u) = Place(x / cell);
                int corner = (row * nodes) + column;
                float top = grid[corner] + (u * (grid[corner + 1] - grid[corner])), bottom = grid[corner + nodes] + (u * (grid[corner + nodes + 1] - grid[corner + nodes]));
                plane[at] += strength * (top + (v * (bottom - top)));
            }
        }
    }

    private static (int Cell, float Fade) Place(double position)
    {
        int cell = (int)position;
        float t = (float)(position - cell);
        return (cell, t * t * (3 - (2 * t)));
    }

    private static void Strokes(ref RandomStream random, int side, Span<float> target, (float R, float G, float B) ground)
    {
        for (int at = 0; at < side * side; at++) Mix(target, side * side, at, ground, ground, 0);
        double along = random.NextDouble() * Math.PI, spread = Between(ref random, 0.1, 1.5), length = Between(ref random, 6, 30), width = Between(ref random, 1, 5);
        (float R, float G, float B)[] palette = [Colour(ref random), Colour(ref random), Colour(ref random), Colour(ref random)];
        int count = (int)(2.5 * side * side / (length * width));
        for (int i = 0; i < count; i++)
        {
            double angle = along + (spread * ((2 * random.NextDouble()) - 1)), x = random.NextDouble() * side, y = random.NextDouble() * side;
            Stroke(target, side, x, y, Math.Cos(angle), Math.Sin(angle), length * Between(ref random, 0.3, 0.6), width / 2, palette[random.Below(palette.Length)]);
        }
    }

    // All pixels within half a length along and half a width across of the middle.
    private static void Stroke(Span<float> target, int side, double x, double y, double dx, double dy, double half, double across, (float R, float G, float B) colour)
    {
        int reach = (int)Math.Ceiling(half + across);
        for (int row = Math.Max(0, (int)y - reach); row <= Math.Min(side - 1, (int)y + reach); row++)
        {
            for (int column = Math.Max(0, (int)x - reach); column <= Math.Min(side - 1, (int)x + reach); column++)
            {
                double u = ((column - x) * dx) + ((row - y) * dy), v = ((row - y) * dx) - ((column - x) * dy);
                if (Math.Abs(u) <= half && Math.Abs(v) <= across) Mix(target, side * side, (row * side) + column, colour, colour, 0);
            }
        }
    }

    private static double Between(ref RandomStream random, double low, double high) => low + ((high - low) * random.NextDouble());
}

using System.Numerics;
using OnnxStyle.Imaging;
using static OnnxStyle.Samples.Noise;

namespace OnnxStyle.Samples;

/// <summary>
/// A painting of a starry field: curved strokes along a swirling flow, from broad to fine, in ultramarine, cobalt, ochre and yellow. Every
/// stroke leaves ridges of bristles in a height field, which a lamp from the upper left turns into impasto.
/// </summary>
internal static class Brushwork
{
    private static readonly (Vector2 Centre, float Radius, float Turn)[] Swirls =
    [
        (new(0.30f, 0.30f), 0.17f, 1.6f), (new(0.71f, 0.22f), 0.12f, -1.5f), (new(0.58f, 0.50f), 0.13f, 1.4f), (new(0.90f, 0.48f), 0.09f, -1.3f), (new(0.08f, 0.56f), 0.09f, 1.2f),
    ];

    public static Image Draw(int size)
    {
        Canvas canvas = new(size);
        Random random = new(1889);
        foreach ((int count, float width, float length) in new[] { (2600, 0.021f, 0.11f), (6500, 0.0115f, 0.085f), (9000, 0.0068f, 0.055f) })
        {
            for (int i = 0; i < count; i++)
            {
                Vector2 start = new(random.NextSingle() * 1.04f - 0.02f, random.NextSingle() * 1.04f - 0.02f);

                // Fine strokes gather where there is something to say: lights and the edge of the hills.
                bool detail = Glow(start) > 0.25f || MathF.Abs(start.Y - Hills(start.X)) < 0.03f || start.Y > 0.7f;
                if (width < 0.008f && !detail && random.Next(3) > 0) continue;
                Paint(canvas, start, width * (0.75f + (0.5f * random.NextSingle())) * (start.Y > 0.72f ? 0.8f : 1), length * (0.7f + (0.6f * random.NextSingle())), Pigment(start, random), random.Next(1 << 20));
            }
        }

        return canvas.Light();
    }

    private static float Hills(float x) => 0.70f + (0.05f * MathF.Sin((x * 5.2f) + 0.6f)) + (0.035f * MathF.Sin((x * 11) + 2));

    private static float Glow(Vector2 p)
    {
        float glow = 0;
        foreach ((Vector2 centre, float radius, _) in Swirls) glow = Math.Max(glow, MathF.Exp(-MathF.Pow(Vector2.Distance(p, centre) / (radius * 0.42f), 2)));
        return glow;
    }

    private static Vector2 Flow(Vector2 p)
    {
        Vector2 flow = new(1, 0.35f * MathF.Sin((p.X * 5) + (p.Y * 3)));
        if (p.Y > Hills(p.X) - 0.01f)
        {
            float slope = (0.26f * MathF.Cos((p.X * 5.2f) + 0.6f)) + (0.385f * MathF.Cos((p.X * 11) + 2));
            float lean = Fractal(p.X * 6, p.Y * 9, 2, 31);
            return Vector2.Normalize(new Vector2(1, slope + (lean * 1.6f)));
        }

        foreach ((Vector2 centre, float radius, float turn) in Swirls)
        {
            Vector2 away = p - centre;
            float weight = MathF.Exp(-away.LengthSquared() / (radius * radius * 1.3f));
            Vector2 around = new Vector2(-away.Y, away.X) / (away.Length() + 1e-4f) * MathF.Sign(turn);
            flow = Vector2.Lerp(flow, (around * 1.5f) - (away * 0.6f), Math.Clamp(weight * 1.5f, 0, 1));
        }

        flow += 0.35f * new Vector2(Fractal(p.X * 4, p.Y * 4, 2, 11), Fractal((p.X * 4) + 9, p.Y * 4, 2, 12));
        return Vector2.Normalize(flow);
    }

    private static Vector3 Pigment(Vector2 p, Random random)
    {
        Vector3[] sky = [Rgb(0x16276B), Rgb(0x1F3D99), Rgb(0x2B59B8), Rgb(0x4C86CE), Rgb(0x8FBBDD), Rgb(0x0F1A4A), Rgb(0x3E9AA8)];
        Vector3[] light = [Rgb(0xF6C63A), Rgb(0xFBE27A), Rgb(0xEFA52A), Rgb(0xFFF3C0), Rgb(0xD98B25)];
        Vector3[] field = [Rgb(0xC98F2B), Rgb(0xE0B040), Rgb(0x9A6A22), Rgb(0x6E7A2E), Rgb(0xEBC964), Rgb(0x3F5A36), Rgb(0xB5562A)];
        Vector3[] dark = [Rgb(0x1D3A3C), Rgb(0x2C4E3A), Rgb(0x14264A), Rgb(0x47613C)];
        float edge = p.Y - Hills(p.X), jitter = 0.88f + (0.24f * random.NextSingle());
        if (edge > 0.075f || (edge > 0.02f && random.Next(4) == 0))
        {
            float band = Fractal((p.X * 5) + 3, p.Y * 14, 3, 21) + (0.25f * (random.NextSingle() - 0.5f));
            return Choose(field, band + 0.42f, random) * jitter;
        }

        if (edge > -0.004f) return dark[random.Next(dark.Length)] * jitter;
        float glow = Glow(p);
        float rings = 0.5f + (0.5f * MathF.Cos(Nearest(p) * 26));
        if (glow + (0.22f * (random.NextSingle() - 0.5f)) > 0.46f) return Choose(light, 1.15f - glow, random) * jitter;
        if (glow > 0.05f && rings > 0.72f && random.Next(3) > 0) return Vector3.Lerp(light[random.Next(3)], sky[4], 0.35f) * jitter;
        float tone = 0.42f + (0.55f * Fractal(p.X * 3.2f, p.Y * 5, 3, 41)) + (0.35f * glow) + (0.28f * (p.Y - 0.35f));
        return Choose(sky[..5], tone, random) * jitter;
    }

    // Distance in units of its radius from the closest light.
    private static float Nearest(Vector2 p) => Swirls.Min(swirl => Vector2.Distance(p, swirl.Centre) / swirl.Radius) * 0.9f;

    private static Vector3 Choose(Vector3[] ramp, float place, Random random)
    {
        float at = Math.Clamp((place * ramp.Length) + ((random.NextSingle() - 0.5f) * 1.5f), 0, ramp.Length - 1.001f);
        return Vector3.Lerp(ramp[(int)at], ramp[(int)at + 1], at - (int)at > 0.5f ? 0.85f : 0.15f);
    }

    private static void Paint(Canvas canvas, Vector2 start, float width, float length, Vector3 color, int seed)
    {
        const float Pace = 0.0016f;
        int steps = (int)(length / Pace);
        Vector2 p = start;
        for (int i = 0; i < steps / 2; i++) p -= Flow(p) * Pace;
        for (int i = 0; i < steps; i++)
        {
            Vector2 along = Flow(p);
            float t = i / (float)steps;
            float taper = MathF.Sqrt(Math.Clamp(t * 9, 0, 1)) * MathF.Sqrt(Math.Clamp((1 - t) * 4, 0, 1));
            canvas.Dab(p, along, width * taper * 0.5f, t, color, seed);
            p += along * Pace;
        }
    }

    /// <summary>Wet paint: a colour and a height at every pixel.</summary>
    private sealed class Canvas(int size)
    {
        // The ground: blue, and pale yellow where the strokes of a light leave its middle bare.
        private readonly Vector3[] colors = [.. Enumerable.Range(0, size * size).Select(i =>
            Rgb(Glow(new Vector2(i % size, i / size) / size) > 0.6f ? 0xFFE9A0 : 0x23356F))];
        private readonly float[] heights = new float[size * size];

        public void Dab(Vector2 p, Vector2 along, float half, float t, Vector3 color, int seed)
        {
            int reach = (int)MathF.Ceiling(half * size) + 1, cx = (int)(p.X * size), cy = (int)(p.Y * size);
            for (int y = Math.Max(0, cy - reach); y <= Math.Min(size - 1, cy + reach); y++)
            {
                for (int x = Math.Max(0, cx - reach); x <= Math.Min(size - 1, cx + reach); x++)
                {
                    Vector2 from = new(((x + 0.5f) / size) - p.X, ((y + 0.5f) / size) - p.Y);
                    float across = ((from.X * -along.Y) + (from.Y * along.X)) / half, behind = Vector2.Dot(from, along) * size;
                    if (MathF.Abs(across) > 1.1f || MathF.Abs(behind) > 1.1f) continue;
                    float bristle = At(across * 3.5f, (t * 2.2f) + (seed & 1023), seed & 4095);
                    float cover = Step(1.1f, 0.75f, MathF.Abs(across)) * Math.Clamp(0.75f + bristle, 0.15f, 1) * 0.75f;
                    int at = (y * size) + x;
                    colors[at] = Vector3.Lerp(colors[at], color * (1 + (0.22f * bristle)), cover);
                    float ridge = 0.35f + (0.5f * bristle) + (0.45f * Step(0.55f, 0.85f, MathF.Abs(across)));
                    heights[at] += (ridge - heights[at]) * cover * 0.6f;
                }
            }
        }

        public Image Light()
        {
            Image image = new(size, size);
            for (int y = 0; y < size; y++)
            {
                for (int x = 0; x < size; x++)
                {
                    int at = (y * size) + x;
                    float dx = heights[(y * size) + Math.Min(x + 1, size - 1)] - heights[(y * size) + Math.Max(x - 1, 0)];
                    float dy = heights[(Math.Min(y + 1, size - 1) * size) + x] - heights[(Math.Max(y - 1, 0) * size) + x];
                    Vector3 normal = Vector3.Normalize(new Vector3(-dx * 0.9f, -dy * 0.9f, 1));
                    float lamp = Vector3.Dot(normal, Vector3.Normalize(new Vector3(-0.5f, -0.6f, 0.75f))) / 0.69f;
                    float shine = MathF.Pow(Math.Clamp(Vector3.Dot(normal, Vector3.Normalize(new Vector3(-0.28f, -0.34f, 0.9f))), 0, 1), 60) * 0.05f;
                    float weave = 1 + (0.02f * MathF.Sin(x * 2.1f) * MathF.Sin(y * 2.1f));
                    Vector3 color = (colors[at] * Math.Clamp(lamp, 0.3f, 1.7f) * weave) + new Vector3(shine);
                    for (int c = 0; c < 3; c++) image.Channel(c)[at] = Math.Clamp(SrgbCurve.ToEncoded(color[c]), 0, 1);
                }
            }

            return image;
        }
    }
}

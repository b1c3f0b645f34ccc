using System.Numerics;
using OnnxStyle.Imaging;
using static OnnxStyle.Samples.Noise;

namespace OnnxStyle.Samples;

/// <summary>
/// A lake in the evening: sky and clouds, three ranges, a village, sailing boats, and water that mirrors all of it. Everything is a
/// function of the place (x from 0 to 4/3, y up from the waterline of the far shore), in linear light, averaged over 9 samples a pixel.
/// </summary>
internal static class Harbour
{
    private const int Samples = 3;
    private const float Horizon = 0.60f;
    private static readonly Vector2 Sun = new(0.93f, 0.20f);
    private static readonly Vector3 SunColor = Rgb(0xFFE3B0);
    private static readonly Boat[] Boats =
    [
        new(0.34f, -0.115f, 0.155f, Rgb(0xF6EFE2), Rgb(0x8E2A22)),
        new(0.60f, -0.055f, 0.078f, Rgb(0xE9D9BC), Rgb(0x24486B)),
        new(1.10f, -0.085f, 0.105f, Rgb(0xD9713A), Rgb(0x2F3B3A)),
        new(0.12f, -0.040f, 0.055f, Rgb(0xEFEFEF), Rgb(0x5A3A22)),
    ];

    public static Image Draw(int width, int height)
    {
        Image image = new(width, height);
        Parallel.For(0, height, row =>
        {
            for (int column = 0; column < width; column++)
            {
                Vector3 sum = Vector3.Zero;
                for (int k = 0; k < Samples * Samples; k++)
                {
                    float x = (column + (((k % Samples) + 0.5f) / Samples)) / height;
                    float y = Horizon - ((row + (((k / Samples) + 0.5f) / Samples)) / height);
                    sum += View(x, y);
                }

                Vector3 light = sum / (Samples * Samples);
                float away = new Vector2((column / (float)width) - 0.5f, (row / (float)height) - 0.5f).LengthSquared();
                light *= 1.12f * (1 - (0.35f * away));
                float grain = ((Hash(column, row, 77) & 0xFFFF) / 65536f) - 0.5f;
                int at = (row * width) + column;
                for (int c = 0; c < 3; c++) image.Channel(c)[at] = Math.Clamp(SrgbCurve.ToEncoded(Film(light[c])) + (grain * 0.018f), 0, 1);
            }
        });
        return image;
    }

    private static float Film(float x) => x * ((2.51f * x) + 0.03f) / ((x * ((2.43f * x) + 0.59f)) + 0.14f) * 1.05f;

    private static Vector3 View(float x, float y)
    {
        foreach (Boat boat in Boats)
        {
            if (BoatAt(boat, x, y) is Vector3 color) return color;
        }

        return y >= 0 ? Land(x, y) : Water(x, y);
    }

    private static Vector3 Water(float x, float y)
    {
        // Waves shrink towards the horizon; their slope bends the mirrored ray.
        float depth = -y, distance = 0.05f / (depth + 0.012f);
        float u = (x - 0.67f) * distance * 9, v = distance * 16;
        float slope = Fractal(u * 1.6f, v * 2.4f, 4, 300) + (0.6f * Fractal(u * 5f, v * 7f, 3, 320));
        float side = Fractal(u * 2.2f + 40, v * 2.2f, 4, 340);
        float bend = Math.Min(0.055f, 0.006f + (depth * 0.16f));
        float mx = x + (side * bend * 0.5f), my = (depth * 1.02f) + (slope * bend) + 0.002f;
        Vector3 mirrored = Land(mx, MathF.Abs(my));
        foreach (Boat boat in Boats)
        {
            float below = boat.Base - y;
            if (below > 0 && BoatAt(boat, mx, boat.Base + below + (slope * bend * 0.8f)) is Vector3 color) mirrored = color;
        }

        float fresnel = Math.Clamp(0.86f - (depth * 0.95f) + (slope * 0.25f), 0.2f, 0.95f);
        Vector3 body = Vector3.Lerp(Rgb(0x1E4A58), Rgb(0x0B2733), Step(0, 0.4f, depth));
        Vector3 result = Vector3.Lerp(body, mirrored * new Vector3(0.93f, 0.96f, 0.97f), fresnel);
        float path = MathF.Exp(-MathF.Abs(x - Sun.X + (side * 0.05f)) / (0.035f + (depth * 0.16f)));
        float glint = Step(0.16f, 0.5f, slope + (0.35f * side)) * path;
        return result + (SunColor * glint * 1.5f);
    }

    private static Vector3 Land(float x, float y)
    {
        float shore = 0.006f + (0.004f * Fractal(x * 20, 3, 3, 900));
        if (y < shore) return Vector3.Lerp(Rgb(0x3A3A2C), Rgb(0x6E654C), 0.5f + Fractal(x * 90, y * 300, 3, 910));
        if (House(x, y) is Vector3 house) return house;

        // Trees on the near shore: crowns are bumps of noise on a slow line.
        float line = 0.035f + (0.028f * Fractal(x * 3.3f, 1, 3, 10)) + (0.05f * Step(0.95f, 1.33f, x)) + (0.045f * Step(0.3f, 0f, x));
        float crowns = line + (0.016f * MathF.Abs(At(x * 38, 2, 20))) + (0.010f * Fractal(x * 110, 5, 3, 30));
        if (y < crowns)
        {
            float leaf = Fractal(x * 60, y * 80, 5, 40), lit = Fractal((x * 60) + 0.3f, (y * 80) + 0.3f, 5, 40) - leaf;
            Vector3 green = Vector3.Lerp(Rgb(0x1C3218), Rgb(0x5F7A2C), Math.Clamp(0.30f + (leaf * 0.55f) - (lit * 0.55f) + (6 * Math.Max(0, y - crowns + 0.03f)), 0, 1));
            return Vector3.Lerp(green, Rgb(0xB08A48), Math.Clamp(0.02f - (0.6f * lit), 0, 0.3f));
        }

        for (int range = 0; range < 3; range++)
        {
            float crest = Crest(range, x);
            if (y < crest) return Mountain(range, x, y, crest);
        }

        return Sky(x, y);
    }

    private static float Crest(int range, float x) => range switch
    {
        0 => 0.075f + (0.10f * (Ridged((x * 1.7f) + 3, 7, 5, 50) - 0.35f)) + (0.03f * Step(0.5f, 0.0f, x)),
        1 => 0.125f + (0.22f * (Ridged((x * 1.5f) + 0.6f, 1, 6, 60) - 0.35f)) + (0.07f * Step(0.75f, 0.1f, x)),
        _ => 0.165f + (0.40f * (Ridged((x * 1.15f) + 5.4f, 4, 7, 70) - 0.38f)) + (0.12f * MathF.Exp(-MathF.Pow((x - 0.42f) / 0.22f, 2))),
    };

    private static Vector3 Mountain(int range, float x, float y, float crest)
    {
        float scale = 7 - (range * 1.2f), e = 0.012f;
        float height = Ridged(x * scale, (y * scale * 0.8f) + (x * 1.3f), 6, 100 + range);
        float right = Ridged((x + e) * scale, (y * scale * 0.8f) + (x * 1.3f), 6, 100 + range);
        float light = Math.Clamp(0.42f + ((height - right) * 4.2f), 0.05f, 1.2f);
        Vector3 rock = range switch
        {
            0 => Vector3.Lerp(Rgb(0x35452A), Rgb(0x6B6A3A), Math.Clamp(height * 1.4f, 0, 1)),
            1 => Vector3.Lerp(Rgb(0x4B5240), Rgb(0x84765C), Math.Clamp(height * 1.5f, 0, 1)),
            _ => Vector3.Lerp(Rgb(0x5B5A60), Rgb(0x8F8478), Math.Clamp(height * 1.5f, 0, 1)),
        };
        float snow = range == 2 ? Step(0.20f, 0.27f, y + (0.12f * (height - 0.4f)) + (0.02f * Fractal(x * 30, y * 30, 3, 130))) : 0;
        rock = Vector3.Lerp(rock, Rgb(0xF4F2F0), snow);
        Vector3 lit = rock * ((SunColor * light * 1.25f) + (Rgb(0x6E8FBF) * 0.38f));
        float haze = new[] { 0.16f, 0.38f, 0.55f }[range] + (0.22f * Step(0.12f, 0, y));
        return Vector3.Lerp(lit, Vector3.Lerp(Rgb(0x8FB0D0), Rgb(0xF2C797), MathF.Exp(-MathF.Abs(x - Sun.X) * 2.4f)) * 0.85f, haze * Math.Clamp(1.1f - (crest * 0.6f), 0, 1));
    }

    private static Vector3 Sky(float x, float y)
    {
        float height = y / Horizon;
        Vector3 sky = Vector3.Lerp(Rgb(0xF6D3A2), Rgb(0x8DBBE0), Step(0.05f, 0.55f, height));
        sky = Vector3.Lerp(sky, Rgb(0x2C66AE), Step(0.4f, 1.05f, height));
        float near = Vector2.Distance(new Vector2(x, y), Sun);
        sky += SunColor * ((0.55f * MathF.Exp(-near * 5.5f)) + (0.9f * MathF.Exp(-near * 22)));
        sky = Vector3.Lerp(sky, new Vector3(2.2f, 2.0f, 1.6f), Step(0.036f, 0.030f, near));

        // Clouds lie on a plane overhead; they are brighter where there is less of them towards the sun.
        float far = 0.30f / (y + 0.10f), u = (x - 0.6f) * far * 2.6f, v = far * 3.1f;
        float warp = Fractal(u * 0.9f, v * 0.9f, 3, 200);
        float cloud = Fractal((u * 1.25f) + warp, (v * 1.25f) + (warp * 0.5f), 7, 210);
        float toSun = Fractal((u * 1.25f) + warp + 0.10f, (v * 1.25f) + (warp * 0.5f) + 0.12f, 7, 210);
        float cover = Step(0.0f, 0.38f, cloud + 0.03f) * Step(0.06f, 0.2f, y) * 0.93f;
        float bright = Math.Clamp(0.66f + ((cloud - toSun) * 1.8f) - (cloud * 0.45f), 0.12f, 1.1f);
        Vector3 color = Vector3.Lerp(Rgb(0x8C93AC), Vector3.Lerp(Rgb(0xFFF6EA), Rgb(0xFFD9A6), MathF.Exp(-near * 2.5f)) * 1.15f, bright);
        return Vector3.Lerp(sky, color, cover);
    }

    private static Vector3? House(float x, float y)
    {
        // A church, then houses in two rows; the nearer row covers the farther.
        if (MathF.Abs(x - 0.735f) < 0.0105f && y < 0.098f) return Wall(x - 0.735f, y, 0.0105f, 0.098f, Rgb(0xF1E6D2), 5);
        if (y is >= 0.098f and < 0.168f && MathF.Abs(x - 0.735f) < 0.0135f * (1 - MathF.Pow((y - 0.098f) / 0.07f, 0.8f)))
            return Rgb(0x6D4A44) * (x < 0.735f ? 0.55f : 1.1f);
        for (int row = 0; row < 2; row++)
        {
            float spacing = row == 0 ? 0.043f : 0.036f;
            int index = (int)MathF.Floor((x + (row * 0.017f)) / spacing);
            uint hash = Hash(index, row, 500);
            float centre = ((index + 0.5f) * spacing) - (row * 0.017f) + ((((hash >> 3) & 15) - 7.5f) * 0.0006f);
            if (centre is < 0.46f or > 1.0f || hash % 7 == 0) continue;
            float half = 0.0115f + (((hash >> 8) & 7) * 0.0009f), floor = row == 0 ? 0 : 0.026f, wall = floor + 0.022f + (((hash >> 12) & 7) * 0.0016f);
            float dx = x - centre, roof = wall + 0.017f;
            if (MathF.Abs(dx) < half && y >= floor && y < wall)
            {
                Vector3[] paints = [Rgb(0xF3E7D0), Rgb(0xE5C48E), Rgb(0xD79A74), Rgb(0xC9D3D6), Rgb(0xEFD9C6), Rgb(0xB9C7A8)];
                return Wall(dx, y - floor, half, wall - floor, paints[(hash >> 16) % paints.Length], (int)(hash >> 20) & 7);
            }

            if (y >= wall && y < roof && MathF.Abs(dx) < (half + 0.003f) * (1 - (0.75f * (y - wall) / (roof - wall))))
            {
                float tile = 0.85f + (0.3f * Fractal(x * 400, y * 500, 2, 520));
                return Vector3.Lerp(Rgb(0x93402A), Rgb(0x7A4A3A), ((hash >> 24) & 7) / 7f) * tile * (dx > 0 ? 1.35f : 0.8f);
            }
        }

        return null;
    }

    private static Vector3 Wall(float dx, float y, float half, float height, Vector3 paint, int kind)
    {
        float light = dx > half * 0.25f ? 1.05f : 0.62f, stain = 0.93f + (0.14f * Fractal(dx * 300, y * 300, 3, 540 + kind));
        float wx = MathF.Abs(((dx / half) + 1) * 1.75f % 1 - 0.5f), wy = MathF.Abs((y * 62 % 1) - 0.5f);
        bool window = wx < 0.17f && wy < 0.26f && y > 0.006f && y < height - 0.004f;
        return window ? Vector3.Lerp(Rgb(0x2B3038), Rgb(0xFFD68A), kind % 3 == 0 ? 0.7f : 0.1f) : paint * light * stain;
    }

    private static Vector3? BoatAt(Boat boat, float x, float y)
    {
        float u = (x - boat.X) / boat.Size, v = (y - boat.Base) / boat.Size;
        if (v is < 0 or > 1.12f || MathF.Abs(u) > 0.5f) return null;
        if (v < 0.11f + (0.05f * u * u))
        {
            bool hull = u > -0.40f + (0.4f * (0.11f - v)) && u < 0.44f - (0.9f * (0.12f - v));
            if (!hull) return null;
            float plank = 0.9f + (0.2f * Fractal(u * 6, v * 60, 2, 600));
            return v > 0.095f ? Rgb(0xE8D7B8) * 0.9f : boat.Hull * plank * (0.6f + (4 * v));
        }

        if (MathF.Abs(u) < 0.009f && v < 1.1f) return Rgb(0x5A4028);
        if (MathF.Abs(v - 0.17f) < 0.010f && u is > -0.40f and < 0) return Rgb(0x5A4028);
        float main = (v - 0.19f) / 0.86f, jib = (v - 0.16f) / 0.74f;
        if (main is > 0 and < 1 && u < -0.012f && u > -0.39f * (1 - MathF.Pow(main, 1.25f))) return Sail(boat, u, v, 0.78f + (0.9f * u));
        if (jib is > 0 and < 1 && u > 0.014f && u < 0.42f * (1 - jib) - (0.05f * MathF.Sin(jib * MathF.PI))) return Sail(boat, u, v, 1.12f - (0.5f * u));
        return null;
    }

    private static Vector3 Sail(Boat boat, float u, float v, float light) =>
        boat.Sails * (light + (0.10f * Fractal(u * 5, v * 3, 3, 620)) - (MathF.Abs(((v * 7) + (u * 1.5f)) % 1) < 0.05f ? 0.08f : 0));

    private readonly record struct Boat(float X, float Base, float Size, Vector3 Sails, Vector3 Hull);
}

using System.Numerics;
using System.Runtime.InteropServices;
using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>
/// Makes a stylised picture an affine function of its photograph's colour around every pixel (the last step of Luan et al. 2017, "Deep Photo Style Transfer", and of
/// their code): a least-squares fit in 3x3 pixels, a bilateral average of the fits along the photograph's edges, and the average applied to the photograph. Structure
/// then comes from the photograph alone. Bits do not depend on the number of processors.
/// </summary>
/// <remarks>
/// Differs from their code: a singular fit there leaves a black pixel; here the slopes of a flat window go to 0 and its mean stays, so there is no singular fit. And
/// functions are applied before they are averaged, sum_j w_ij f_j(I_i) / sum_j w_ij, which is the same number with 4 running sums in place of 13.
/// </remarks>
public static class LocalAffineFilter
{
    private const int TileWidth = 256;
    private const int TileHeight = 32; // with halos a tile of the default radius takes 1.1 MB: the second cache of a core
    private const int Planes = ColorModels.Count + 3;

    // A colour outside of the picture: its weight vanishes beside that of any pixel.
    private const float FarAway = 1e4f;

    /// <summary>Filters a picture.</summary>
    /// <param name="stylised">The picture to make photographic.</param>
    /// <param name="content">The photograph it was made from, of the same size.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>A new picture, not clipped.</returns>
    /// <exception cref="ShapeException">The pictures differ in size.</exception>
    /// <exception cref="OptionsException">An option is out of its range.</exception>
    public static Image Of(Image stylised, Image content, LocalAffineOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stylised);
        ArgumentNullException.ThrowIfNull(content);
        options ??= new LocalAffineOptions();
        options.Validate();
        if ((stylised.Width, stylised.Height) != (content.Width, content.Height))
            throw new ShapeException("Local affine filter", $"a picture of the photograph's size, {content.Width} x {content.Height}", $"{stylised.Width} x {stylised.Height}");
        ColorModels models = new(content, stylised, radius: 1, pixels => options.Ridge / pixels);
        Image result = new(content.Width, content.Height);
        int across = (content.Width + TileWidth - 1) / TileWidth, down = (content.Height + TileHeight - 1) / TileHeight;
        Parallel.For(0, across * down, new ParallelOptions { CancellationToken = cancellationToken }, tile =>
            Tile(models, content, options, tile % across * TileWidth, tile / across * TileHeight, result, cancellationToken));
        return result;
    }

    private static void Tile(ColorModels models, Image content, LocalAffineOptions options, int left, int top, Image result, CancellationToken cancellationToken)
    {
        int radius = options.Radius, right = Math.Min(left + TileWidth, content.Width), bottom = Math.Min(top + TileHeight, content.Height);
        int first = Math.Max(top - radius, 0), last = Math.Min(bottom + radius, content.Height);
        int pitch = right - left + (2 * radius) + Vector<float>.Count;
        float[] rows = Rows(models, content, left - radius, pitch, first, last);
        float[] spatial = Spatial(options);
        float colour = (float)(-1 / (2 * 3 * options.Edge * options.Edge * Math.Log(2)));
        for (int y = top; y < bottom; y++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int above = Math.Max(y - radius, first), below = Math.Min(y + radius + 1, last);
            ReadOnlySpan<float> window = rows.AsSpan((above - first) * Planes * pitch, (below - above) * Planes * pitch);
            Average(window, pitch, (y - above) * Planes * pitch, spatial.AsSpan((above - y + radius) * ((2 * radius) + 1)), radius, colour, result, left, right, y);
        }
    }

    /// <summary>The planes [rows, 15, pitch] of a tile with its halo: 12 coefficients and the photograph. Outside of the picture the functions are 0.</summary>
    private static float[] Rows(ColorModels models, Image content, int start, int pitch, int first, int last)
    {
        int from = Math.Max(start, 0), to = Math.Min(start + pitch, content.Width), columns = to - from;
        float[] fits = new float[(last - first) * columns * ColorModels.Count], rows = new float[(last - first) * Planes * pitch];
        models.Fit((from, first, to, last), fits);
        for (int y = first; y < last; y++)
        {
            Span<float> row = rows.AsSpan((y - first) * Planes * pitch, Planes * pitch);
            ReadOnlySpan<float> fit = fits.AsSpan((y - first) * columns * ColorModels.Count, columns * ColorModels.Count);
            for (int i = 0; i < fit.Length; i++) row[(i % ColorModels.Count * pitch) + (from - start) + (i / ColorModels.Count)] = fit[i];
            row[(ColorModels.Count * pitch)..].Fill(FarAway);
            for (int c = 0; c < 3; c++) content.Channel(c).Slice((y * content.Width) + from, columns).CopyTo(row[(((ColorModels.Count + c) * pitch) + from - start)..]);
        }

        return rows;
    }

    /// <summary>Exponents to base 2 of the weights by distance, [2 r + 1, 2 r + 1].</summary>
    private static float[] Spatial(LocalAffineOptions options)
    {
        int side = (2 * options.Radius) + 1;
        double variance = Math.Max(options.Radius, 1) * Math.Max(options.Radius, 1) / 9.0;
        float[] exponents = new float[side * side];
        for (int i = 0; i < exponents.Length; i++)
        {
            int dx = (i % side) - options.Radius, dy = (i / side) - options.Radius;
            exponents[i] = (float)(-((dx * dx) + (dy * dy)) / (2 * variance * Math.Log(2)));
        }

        return exponents;
    }

    // A vector of neighbouring pixels at a time.
    private static void Average(ReadOnlySpan<float> window, int pitch, int centre, ReadOnlySpan<float> spatial, int radius, float colour, Image result, int left, int right, int y)
    {
        ref float origin = ref MemoryMarshal.GetReference(window);
        nuint plane = (nuint)pitch;
        Span<float> red = result.Channel(0), green = result.Channel(1), blue = result.Channel(2);
        for (int x = left; x < right; x += Vector<float>.Count)
        {
            nuint middle = (nuint)(centre + x - left + radius) + (ColorModels.Count * plane);
            Vector<float> r = Vector.LoadUnsafe(ref origin, middle), g = Vector.LoadUnsafe(ref origin, middle + plane), b = Vector.LoadUnsafe(ref origin, middle + (2 * plane));
            Vector<float> sumR = Vector<float>.Zero, sumG = sumR, sumB = sumR, mass = sumR;
            int rows = window.Length / (Planes * pitch);
            for (int row = 0; row < rows; row++)
            {
                nuint at = (nuint)((row * Planes * pitch) + x - left);
                foreach (float exponent in spatial.Slice(row * ((2 * radius) + 1), (2 * radius) + 1))
                {
                    nuint guide = at + (ColorModels.Count * plane);
                    Vector<float> dr = Vector.LoadUnsafe(ref origin, guide) - r, dg = Vector.LoadUnsafe(ref origin, guide + plane) - g;
                    Vector<float> db = Vector.LoadUnsafe(ref origin, guide + (2 * plane)) - b;
                    Vector<float> difference = Vector.MultiplyAddEstimate(dr, dr, Vector.MultiplyAddEstimate(dg, dg, db * db));
                    Vector<float> weight = PowerOfTwo(Vector.MultiplyAddEstimate(difference, new Vector<float>(colour), new Vector<float>(exponent)));
                    sumR = Vector.MultiplyAddEstimate(weight, Predict(ref origin, at, plane, r, g, b), sumR);
                    sumG = Vector.MultiplyAddEstimate(weight, Predict(ref origin, at + (4 * plane), plane, r, g, b), sumG);
                    sumB = Vector.MultiplyAddEstimate(weight, Predict(ref origin, at + (8 * plane), plane, r, g, b), sumB);
                    mass += weight;
                    at++;
                }
            }

            Store(sumR / mass, red, (y * result.Width) + x, right - x);
            Store(sumG / mass, green, (y * result.Width) + x, right - x);
            Store(sumB / mass, blue, (y * result.Width) + x, right - x);
        }
    }

    private static Vector<float> Predict(ref float origin, nuint at, nuint plane, Vector<float> r, Vector<float> g, Vector<float> b) =>
        Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref origin, at), r,
            Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref origin, at + plane), g,
                Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref origin, at + (2 * plane)), b, Vector.LoadUnsafe(ref origin, at + (3 * plane)))));

    private static void Store(Vector<float> values, Span<float> target, int at, int count)
    {
        if (count >= Vector<float>.Count) values.CopyTo(target[at..]);
        else for (int i = 0; i < count; i++) target[at + i] = values[i];
    }

    /// <summary>2^x for x of at most 0, to seven digits; below -126 it is 2^-126.</summary>
    private static Vector<float> PowerOfTwo(Vector<float> x)
    {
        const float Rounder = 12582912; // 1.5 * 2^23: adding it leaves the nearest whole number in the lowest bits
        x = Vector.Max(x, new Vector<float>(-126));
        Vector<float> shifted = x + new Vector<float>(Rounder), f = x - (shifted - new Vector<float>(Rounder));
        Vector<float> power = new(1.5403530e-4f); // ln(2)^k / k!, k from 6 down
        power = Vector.MultiplyAddEstimate(power, f, new Vector<float>(1.3333558e-3f));
        power = Vector.MultiplyAddEstimate(power, f, new Vector<float>(9.6181291e-3f));
        power = Vector.MultiplyAddEstimate(power, f, new Vector<float>(5.5504109e-2f));
        power = Vector.MultiplyAddEstimate(power, f, new Vector<float>(2.4022651e-1f));
        power = Vector.MultiplyAddEstimate(power, f, new Vector<float>(6.9314718e-1f));
        power = Vector.MultiplyAddEstimate(power, f, Vector<float>.One);
        return Vector.AsVectorSingle(Vector.AsVectorInt32(power) + Vector.ShiftLeft(Vector.AsVectorInt32(shifted), 23));
    }
}

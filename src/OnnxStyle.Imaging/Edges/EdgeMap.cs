using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>
/// Edges of a picture, one pixel wide (Canny 1986): grey, Gaussian, Sobel 3x3, suppression of all that is no maximum across its edge,
/// two thresholds, and away with short ones.
/// </summary>
/// <remarks>
/// Direction of an edge: one of four, and of two equal neighbours the left or upper one stays, both as in OpenCV. With <see cref="EdgeOptions.Sigma"/> 0 on a grey
/// picture of 8 bits the result is OpenCV's <c>Canny(grey, low, high, L2gradient=True)</c> to the pixel.
/// Differs from Canny: the smoothed picture is rounded to 1/256 of a level, so that slopes are whole numbers, and equal ones are equal on every machine.
/// </remarks>
public static class EdgeMap
{
    private const int Scale = 256; // parts of one of 255 levels
    private const int Weak = 1, Strong = 2;

    /// <summary>Finds the edges of a picture.</summary>
    /// <param name="image">The picture; its luminance counts.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <returns>1 on edges, 0 elsewhere.</returns>
    /// <exception cref="OptionsException">An option is out of its range.</exception>
    public static Mask Of(Image image, EdgeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        options ??= new EdgeOptions();
        options.Validate();
        int width = image.Width, height = image.Height;
        int[] levels = Rounded(ImageBlur.Plane(Grey(image), width, height, options.Sigma));
        (int[] dx, int[] dy) = Sobel(levels, width, height);
        long[] squares = new long[levels.Length];
        for (int i = 0; i < squares.Length; i++) squares[i] = ((long)dx[i] * dx[i]) + ((long)dy[i] * dy[i]);
        (double low, double high) = Thresholds(squares, options);
        byte[] candidates = Thin(dx, dy, squares, width, height, low, high);
        return new Mask(width, height, Connected(candidates, width, height, options.MinimumLength));
    }

    // 0..255. BT.601 as elsewhere, in double: a grey picture keeps its levels exactly after rounding.
    private static double[] Grey(Image image)
    {
        double[] grey = new double[image.PixelCount];
        Span<float> red = image.Channel(0), green = image.Channel(1), blue = image.Channel(2);
        for (int i = 0; i < grey.Length; i++) grey[i] = 255 * Math.Clamp((0.299 * red[i]) + (0.587 * green[i]) + (0.114 * blue[i]), 0, 1);
        return grey;
    }

    private static int[] Rounded(double[] grey) => Array.ConvertAll(grey, value => (int)Math.Round(value * Scale));

    private static (int[] Dx, int[] Dy) Sobel(int[] levels, int width, int height)
    {
        int[] dx = new int[levels.Length], dy = new int[levels.Length];
        for (int y = 0; y < height; y++)
        {
            int up = Math.Max(y - 1, 0) * width, here = y * width, down = Math.Min(y + 1, height - 1) * width;
            for (int x = 0; x < width; x++)
            {
                int left = Math.Max(x - 1, 0), right = Math.Min(x + 1, width - 1);
                int upLeft = levels[up + left], upRight = levels[up + right], downLeft = levels[down + left], downRight = levels[down + right];
                dx[here + x] = upRight + (2 * levels[here + right]) + downRight - upLeft - (2 * levels[here + left]) - downLeft;
                dy[here + x] = downLeft + (2 * levels[down + x]) + downRight - upLeft - (2 * levels[up + x]) - upRight;
            }
        }

        return (dx, dy);
    }

    // Squares of slopes, in units of the rounded levels.
    private static (double Low, double High) Thresholds(long[] squares, EdgeOptions options)
    {
        if (options.Threshold == EdgeThreshold.Value) return (Square(options.Low), Square(options.High));
        long[] sorted = (long[])squares.Clone();
        Array.Sort(sorted);
        double floor = Square(options.Floor);
        return (Math.Max(At(options.Low), floor), Math.Max(At(options.High), floor));

        double At(double percent) => sorted[Math.Clamp((int)Math.Ceiling(percent / 100 * sorted.Length) - 1, 0, sorted.Length - 1)];
    }

    private static double Square(double slope) => slope * Scale * slope * Scale;

    private static byte[] Thin(int[] dx, int[] dy, long[] squares, int width, int height, double low, double high)
    {
        const double Tangent = 0.41421356237309503; // of 22.5 degrees
        byte[] kept = new byte[squares.Length];
        Parallel.For(0, height, y =>
        {
            for (int x = 0; x < width; x++)
            {
                int i = (y * width) + x;
                long square = squares[i];
                if (square <= low) continue;
                double across = Math.Abs((double)dx[i]), along = Math.Abs((double)dy[i]);
                bool maximum;
                if (along < Tangent * across) maximum = square > At(x - 1, y) && square >= At(x + 1, y);
                else if (across < Tangent * along) maximum = square > At(x, y - 1) && square >= At(x, y + 1);
                else
                {
                    int side = (dx[i] ^ dy[i]) < 0 ? -1 : 1;
                    maximum = square > At(x - side, y - 1) && square > At(x + side, y + 1);
                }

                if (maximum) kept[i] = (byte)(square > high ? Strong : Weak);
            }
        });
        return kept;

        long At(int x, int y) => x < 0 || y < 0 || x >= width || y >= height ? 0 : squares[(y * width) + x];
    }

    // Hysteresis and length are both facts of a connected component: one walk over each.
    private static float[] Connected(byte[] candidates, int width, int height, int minimumLength)
    {
        float[] edges = new float[candidates.Length];
        bool[] seen = new bool[candidates.Length];
        List<int> component = [];
        for (int start = 0; start < candidates.Length; start++)
        {
            if (candidates[start] == 0 || seen[start]) continue;
            component.Clear();
            component.Add(start);
            seen[start] = true;
            bool strong = false;
            for (int next = 0; next < component.Count; next++)
            {
                int at = component[next], x = at % width, y = at / width;
                strong |= candidates[at] == Strong;
                for (int ny = Math.Max(y - 1, 0); ny <= Math.Min(y + 1, height - 1); ny++)
                {
                    for (int nx = Math.Max(x - 1, 0); nx <= Math.Min(x + 1, width - 1); nx++)
                    {
                        int neighbour = (ny * width) + nx;
                        if (candidates[neighbour] == 0 || seen[neighbour]) continue;
                        seen[neighbour] = true;
                        component.Add(neighbour);
                    }
                }
            }

            if (!strong || component.Count < minimumLength) continue;
            foreach (int at in component) edges[at] = 1;
        }

        return edges;
    }
}

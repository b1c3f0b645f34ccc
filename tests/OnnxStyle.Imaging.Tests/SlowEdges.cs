namespace OnnxStyle.Imaging.Tests;

/// <summary>The definition of an edge map, pixel by pixel and without a thought for speed.</summary>
internal static class SlowEdges
{
    public static float[] Of(Image image, EdgeOptions options, bool diagonals = true)
    {
        int width = image.Width, height = image.Height;
        double[,] smooth = Smooth(image, options.Sigma), dx = new double[height, width], dy = new double[height, width], slope = new double[height, width];
        double Level(int x, int y) => smooth[Math.Clamp(y, 0, height - 1), Math.Clamp(x, 0, width - 1)];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
            {
                for (int k = -1; k <= 1; k++)
                {
                    dx[y, x] += (2 - Math.Abs(k)) * (Level(x + 1, y + k) - Level(x - 1, y + k));
                    dy[y, x] += (2 - Math.Abs(k)) * (Level(x + k, y + 1) - Level(x + k, y - 1));
                }

                slope[y, x] = (dx[y, x] * dx[y, x]) + (dy[y, x] * dy[y, x]);
            }

        double low = options.Low * options.Low, high = options.High * options.High;
        if (options.Threshold == EdgeThreshold.Percentile)
        {
            double[] sorted = [.. slope.Cast<double>().Order()];
            double floor = options.Floor * options.Floor;
            low = Math.Max(floor, sorted[Math.Max(0, (int)Math.Ceiling(options.Low / 100 * sorted.Length) - 1)]);
            high = Math.Max(floor, sorted[Math.Max(0, (int)Math.Ceiling(options.High / 100 * sorted.Length) - 1)]);
        }

        double Slope(int x, int y) => x < 0 || y < 0 || x >= width || y >= height ? 0 : slope[y, x];
        int[,] label = new int[height, width];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
            {
                double angle = Math.Atan2(dy[y, x], dx[y, x]) * 180 / Math.PI, folded = ((angle % 180) + 180) % 180, s = slope[y, x];
                if (s <= low) continue;
                bool maximum = folded is < 22.5 or > 157.5 ? s > Slope(x - 1, y) && s >= Slope(x + 1, y)
                    : folded is > 67.5 and < 112.5 ? s > Slope(x, y - 1) && s >= Slope(x, y + 1)
                    : !diagonals || (folded < 90 ? s > Slope(x - 1, y - 1) && s > Slope(x + 1, y + 1) : s > Slope(x + 1, y - 1) && s > Slope(x - 1, y + 1));
                if (maximum) label[y, x] = 1 + (y * width) + x;
            }

        // Each pixel takes the largest label around it until none changes: then labels are components.
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++)
                    for (int k = 0; k < 9 && label[y, x] > 0; k++)
                    {
                        int ny = y + (k / 3) - 1, nx = x + (k % 3) - 1;
                        if (ny < 0 || nx < 0 || ny >= height || nx >= width || label[ny, nx] <= label[y, x]) continue;
                        label[y, x] = label[ny, nx];
                        changed = true;
                    }
        }

        Dictionary<int, (int Count, bool Strong)> components = [];
        for (int i = 0; i < width * height; i++)
        {
            int l = label[i / width, i % width];
            (int count, bool strong) = components.GetValueOrDefault(l);
            components[l] = (count + 1, strong || slope[i / width, i % width] > high);
        }

        return [.. Enumerable.Range(0, width * height).Select(i => label[i / width, i % width] is int l and > 0 && components[l].Strong && components[l].Count >= options.MinimumLength ? 1f : 0f)];
    }

    private static double[,] Smooth(Image image, double sigma)
    {
        int width = image.Width, height = image.Height, radius = (int)Math.Ceiling(3 * sigma);
        double[,] result = new double[height, width];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
            {
                double sum = 0, weights = 0;
                for (int v = -radius; v <= radius; v++)
                    for (int u = -radius; u <= radius; u++)
                    {
                        int at = (Math.Clamp(y + v, 0, height - 1) * width) + Math.Clamp(x + u, 0, width - 1);
                        double weight = sigma == 0 ? 1 : Math.Exp(-((u * u) + (v * v)) / (2 * sigma * sigma));
                        sum += weight * 255 * ((0.299 * image.Channel(0)[at]) + (0.587 * image.Channel(1)[at]) + (0.114 * image.Channel(2)[at]));
                        weights += weight;
                    }

                result[y, x] = Math.Round(sum / weights * 256) / 256;
            }

        return result;
    }
}

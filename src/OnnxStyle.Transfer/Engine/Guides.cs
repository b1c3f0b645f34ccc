using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// Carries the mask of a region to the positions of layers (Gatys et al. 2017, section 4; NeuralImageSynthesis). Differs from the source: which
/// positions see which pixels follows from the layers themselves, each 3x3 convolution widening by one and each pooling joining 2x2, where the
/// source pushes noise through the network and looks where it arrives. <see cref="GuideMode.Average"/> is that of Luan et al. 2017; differs from its
/// code: a pooling averages the network's own windows, where the code resizes to half the size, rounded up.
/// </summary>
internal static class Guides
{
    private const float Level = 0.5f;

    /// <summary>The guide T of each layer, <c>[1, 1, H, W]</c>, mean(T^2) = 1. A layer at which the region has vanished is missing.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="mask">The region at the size of the picture.</param>
    /// <param name="layers">The layers.</param>
    /// <param name="mode">How masks are carried.</param>
    public static IReadOnlyDictionary<string, Tensor<float>> Of(Encoder encoder, Mask mask, IReadOnlyCollection<string> layers, GuideMode mode)
    {
        Dictionary<string, Tensor<float>> guides = [];
        if (mode == GuideMode.Simple)
        {
            foreach (string layer in layers)
            {
                (int height, int width) = encoder.SizeAt(layer, mask.Height, mask.Width);
                Add(guides, layer, mask.Resize(width, height));
            }

            return guides;
        }

        Mask at = mode == GuideMode.Average ? mask : mask.Threshold(Level);
        foreach (string layer in encoder.Layers)
        {
            if (guides.Count == layers.Count) break;
            if (layer.StartsWith("conv", StringComparison.Ordinal)) at = mode switch { GuideMode.All => at.Grow(1), GuideMode.Inside => at.Shrink(1), _ => Averaged(at) };
            else if (layer.StartsWith("pool", StringComparison.Ordinal))
            {
                if (at.Width < 2 || at.Height < 2) break;
                at = Pool(at, mode);
            }

            if (layers.Contains(layer)) Add(guides, layer, at);
        }

        return guides;
    }

    private static void Add(Dictionary<string, Tensor<float>> guides, string layer, Mask mask)
    {
        double square = 0;
        foreach (float value in mask.Values) square += (double)value * value;
        if (square <= 0) return;
        float scale = (float)(1 / Math.Sqrt(square / mask.Values.Length));
        guides[layer] = new Tensor<float>(new Shape(1, 1, mask.Height, mask.Width), Array.ConvertAll(mask.Values, value => value * scale));
    }

    // The network's own windows: an odd last row or column is dropped, as the features drop it.
    private static Mask Pool(Mask mask, GuideMode mode)
    {
        int width = mask.Width / 2, height = mask.Height / 2;
        float[] values = new float[width * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int at = (2 * y * mask.Width) + (2 * x);
                float a = mask.Values[at], b = mask.Values[at + 1], c = mask.Values[at + mask.Width], d = mask.Values[at + mask.Width + 1];
                values[(y * width) + x] = mode switch
                {
                    GuideMode.All => Math.Max(Math.Max(a, b), Math.Max(c, d)),
                    GuideMode.Inside => Math.Min(Math.Min(a, b), Math.Min(c, d)),
                    _ => (a + b + c + d) / 4,
                };
            }
        }

        return new Mask(width, height, values);
    }

    private static Mask Averaged(Mask mask)
    {
        int width = mask.Width, height = mask.Height;
        float[] across = new float[mask.Values.Length], down = new float[mask.Values.Length];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<float> row = mask.Values.AsSpan(y * width, width);
            for (int x = 0; x < width; x++) across[(y * width) + x] = (x > 0 ? row[x - 1] : 0) + row[x] + (x + 1 < width ? row[x + 1] : 0);
        }

        for (int i = 0; i < down.Length; i++) down[i] = ((i >= width ? across[i - width] : 0) + across[i] + (i + width < down.Length ? across[i + width] : 0)) / 9;
        return new Mask(width, height, down);
    }
}

using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>
/// Pictures that an optimisation made. A student errs where no photograph ever was, since that is where an optimisation through it goes; it has to see such
/// places to say of them what its teacher says. Crops are cut out at their own size: what matters is the scale of pixels.
/// </summary>
public sealed class PaintedPictures
{
    private readonly Image[] pictures;

    private PaintedPictures(Image[] pictures, string fingerprint)
    {
        this.pictures = pictures;
        Fingerprint = fingerprint;
    }

    /// <summary>How many there are.</summary>
    public int Count => pictures.Length;

    /// <summary>What they are, in a word.</summary>
    public string Fingerprint { get; }

    /// <summary>Takes pictures.</summary>
    /// <param name="pictures">The pictures.</param>
    public static PaintedPictures Of(IReadOnlyList<Image> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        return new PaintedPictures([.. pictures], SampleFingerprint.Of("", pictures.Select(picture => SHA256.HashData(MemoryMarshal.AsBytes(picture.Planar.AsSpan())))));
    }

    /// <summary>Writes a crop of one of them; one that is too small is repeated beyond its borders.</summary>
    /// <param name="random">What decides which and where.</param>
    /// <param name="side">Pixels of the crop's sides.</param>
    /// <param name="target">[3, side, side], RGB in 0..1.</param>
    public void Write(RandomStream random, int side, Span<float> target)
    {
        Image picture = pictures[random.Below(pictures.Length)];
        int left = random.Below(Math.Max(1, picture.Width - side + 1)), top = random.Below(Math.Max(1, picture.Height - side + 1));
        bool mirror = random.Below(2) == 1;
        float[] planar = picture.Planar;
        for (int c = 0; c < 3; c++)
        {
            for (int y = 0; y < side; y++)
            {
                int row = ((c * picture.Height) + ((top + y) % picture.Height)) * picture.Width;
                for (int x = 0; x < side; x++) target[(((c * side) + y) * side) + x] = planar[row + ((left + (mirror ? side - 1 - x : x)) % picture.Width)];
            }
        }
    }
}

using System.Security.Cryptography;

namespace OnnxStyle.Networks;

/// <summary>A row of the catalogue: weights that somebody publishes, and all that is needed to fetch and check them.</summary>
public sealed record ModelEntry
{
    /// <summary>The name under which it is installed, such as <c>vgg19</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in one line.</summary>
    public required string Description { get; init; }

    /// <summary>The licence of the weights.</summary>
    public required string Licence { get; init; }

    /// <summary>Who made the weights.</summary>
    public required string Origin { get; init; }

    /// <summary>The public home of the file.</summary>
    public required Uri Url { get; init; }

    /// <summary>The size of the whole file in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The first hexadecimal digits of the SHA-256 of the whole file, in lower case.</summary>
    public required string Sha256Prefix { get; init; }

    /// <summary>The preprocessing that the weights were trained with.</summary>
    public required WeightConvention Convention { get; init; }

    /// <summary>The channels of every convolution, by block.</summary>
    public required VggArchitecture Architecture { get; init; }

    /// <summary>The name of the file at its public home, such as <c>vgg19-dcbb9e9d.pth</c>.</summary>
    public string FileName => Path.GetFileName(Url.AbsolutePath);

    /// <summary>Checks that a whole file is the published one, by its length and its SHA-256, of which only the first digits are known.</summary>
    /// <param name="path">The file; it is read once from end to end.</param>
    /// <returns>Its SHA-256, 64 hexadecimal digits in lower case.</returns>
    /// <exception cref="WeightFormatException">It has another length or sum, or cannot be read.</exception>
    public string CheckFile(string path)
    {
        const string Remedy = "It is damaged, incomplete or another file: fetch it again, or give it another name if it is meant to be another.";
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            if (stream.Length != Bytes) throw new WeightFormatException(path, $"it has {stream.Length} bytes where the catalogue names {Bytes} for {FileName}. {Remedy}");
            string found = Convert.ToHexStringLower(SHA256.HashData(stream));
            return found.StartsWith(Sha256Prefix, StringComparison.Ordinal)
                ? found
                : throw new WeightFormatException(path, $"its SHA-256 is {found} where {Sha256Prefix}... is expected for {FileName}. {Remedy}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WeightFormatException(path, $"it cannot be read ({error.Message.TrimEnd('.')}).", error);
        }
    }
}

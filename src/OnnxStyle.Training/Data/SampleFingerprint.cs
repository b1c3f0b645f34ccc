using System.Security.Cryptography;
using System.Text;

namespace OnnxStyle.Training;

/// <summary>What samples are, in a word: a digest of how they are made and of the digests of what they are made of.</summary>
internal static class SampleFingerprint
{
    /// <summary>Makes it.</summary>
    /// <param name="manner">How samples are made of the pictures, a line or nothing.</param>
    /// <param name="digests">The SHA-256 of each picture's samples, in order.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public static string Of(string manner, IEnumerable<byte[]> digests)
    {
        StringBuilder facts = new(manner);
        foreach (byte[] digest in digests) facts.Append(Convert.ToHexStringLower(digest)).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts.ToString())));
    }
}

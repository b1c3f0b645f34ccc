using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OnnxStyle.Imaging;

namespace OnnxStyle.Transfer;

/// <summary>Fingerprints of pictures and masks.</summary>
internal static class PictureHash
{
    public static InputPicture Of(string role, Image picture, string? path = null) =>
        new() { Role = role, Path = path, Width = picture.Width, Height = picture.Height, Sha256 = Of(picture.Planar) };

    public static InputPicture Of(string role, Mask mask, string? path = null) =>
        new() { Role = role, Path = path, Width = mask.Width, Height = mask.Height, Sha256 = Of(mask.Values) };

    public static InputPicture Of(string role, LabelMap map, string? path = null) =>
        new() { Role = role, Path = path, Width = map.Width, Height = map.Height, Sha256 = Convert.ToHexStringLower(SHA256.HashData(map.Labels)) };

    public static string Of(ReadOnlySpan<float> values) => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(values)));
}

namespace OnnxStyle.Networks;

/// <summary>Where a storage lies in its file.</summary>
/// <param name="Offset">The first byte.</param>
/// <param name="Bytes">The length.</param>
/// <param name="Crc">The CRC-32 of the bytes, or null in the format before 1.6, which has none.</param>
internal readonly record struct TorchExtent(long Offset, long Bytes, uint? Crc);

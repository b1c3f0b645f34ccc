using System.Text;

namespace OnnxStyle.Networks;

/// <summary>The format of torch.save since 1.6: a zip with <c>NAME/data.pkl</c> and one stored entry <c>NAME/data/KEY</c> a storage.</summary>
internal sealed class TorchZipFile : TorchFile
{
    private const string PickleName = "data.pkl";
    private const int LargestPickleBytes = 64 << 20;
    private readonly ZipDirectory directory;
    private readonly string root;

    private TorchZipFile(ByteSource source, ZipDirectory directory, string root, IReadOnlyList<TorchTensor> tensors)
        : base(source, tensors)
    {
        this.directory = directory;
        this.root = root;
    }

    public override bool HasSums => true;

    public static new async Task<TorchZipFile> OpenAsync(ByteSource source, CancellationToken cancellationToken)
    {
        ZipDirectory directory = await ZipDirectory.ReadAsync(source, cancellationToken).ConfigureAwait(false);
        string? entry = directory.Names.FirstOrDefault(name => name == PickleName || name.EndsWith("/" + PickleName, StringComparison.Ordinal));
        if (entry is null) throw new WeightFormatException(source.Name, "the zip holds no data.pkl. It is no file of torch.save.");
        string root = entry[..^PickleName.Length];
        if (directory.Contains(root + "constants.pkl")) throw new WeightFormatException(source.Name, "it is a TorchScript program. Save `model.state_dict()` instead.");
        if (directory.Contains(root + "byteorder") && Encoding.ASCII.GetString(await EntryAsync(source, directory, root + "byteorder", cancellationToken).ConfigureAwait(false)) != "little")
            throw new WeightFormatException(source.Name, "its numbers are big-endian. Save it again on a little-endian machine.");
        byte[] pickle = await EntryAsync(source, directory, entry, cancellationToken).ConfigureAwait(false);
        return new TorchZipFile(source, directory, root, TensorsOf(new PickleReader(pickle, source.Name).Read(), source.Name));
    }

    public override async Task<TorchExtent> LocateAsync(PickleStorage storage, CancellationToken cancellationToken)
    {
        TorchExtent extent = await directory.LocateAsync($"{root}data/{storage.Key}", cancellationToken).ConfigureAwait(false);
        if (extent.Bytes / storage.Element.SizeBytes != storage.Elements || extent.Bytes % storage.Element.SizeBytes != 0)
            throw new WeightFormatException(Source.Name, $"the storage {storage.Key} has {extent.Bytes} bytes where {storage.Elements} elements of {storage.Element.SizeBytes} bytes belong.");
        return extent;
    }

    private static async Task<byte[]> EntryAsync(ByteSource source, ZipDirectory directory, string name, CancellationToken cancellationToken)
    {
        TorchExtent extent = await directory.LocateAsync(name, cancellationToken).ConfigureAwait(false);
        if (extent.Bytes > LargestPickleBytes) throw new WeightFormatException(source.Name, $"its {name} claims {extent.Bytes} bytes.");
        byte[] bytes = await source.ReadAsync(extent.Offset, (int)extent.Bytes, cancellationToken).ConfigureAwait(false);
        return Crc32.Of(bytes) == extent.Crc ? bytes : throw new WeightFormatException(source.Name, $"the CRC-32 of its {name} is wrong. It is damaged.");
    }
}

using System.Buffers.Binary;
using System.Numerics;

namespace OnnxStyle.Networks;

/// <summary>
/// The format of torch.save from 0.1.10 to 1.5: five pickles (a magic number, the protocol, facts about the machine, the state_dict, the
/// order of the storages), then each storage with its element count in 8 bytes before it. torchvision's VGG files of 2017 are in it.
/// </summary>
/// <remarks>It has no sums: what can be checked is that every count is the one that the pickle names and that the last storage ends the file.</remarks>
internal sealed class TorchStreamFile : TorchFile
{
    private const int FirstWindowBytes = 1 << 16;
    private const int LargestWindowBytes = 64 << 20;
    private const long Protocol = 1001;
    private const int CountBytes = 8;
    private static readonly BigInteger Magic = BigInteger.Parse("119547037146038801333356", System.Globalization.CultureInfo.InvariantCulture);
    private readonly Dictionary<string, long> offsets;

    private TorchStreamFile(ByteSource source, Dictionary<string, long> offsets, IReadOnlyList<TorchTensor> tensors)
        : base(source, tensors)
    {
        this.offsets = offsets;
    }

    public override bool HasSums => false;

    public static new async Task<TorchStreamFile> OpenAsync(ByteSource source, CancellationToken cancellationToken)
    {
        for (int window = FirstWindowBytes; ; window *= 4)
        {
            byte[] bytes = await source.ReadAsync(0, window, cancellationToken).ConfigureAwait(false);
            try
            {
                return Parse(source, bytes);
            }
            catch (EndOfStreamException) when (bytes.Length == window && window < LargestWindowBytes)
            {
                // The pickles are longer than the window.
            }
        }
    }

    public override async Task<TorchExtent> LocateAsync(PickleStorage storage, CancellationToken cancellationToken)
    {
        if (!offsets.TryGetValue(storage.Key, out long offset)) throw new WeightFormatException(Source.Name, $"the storage {storage.Key} is named but not there.");
        byte[] count = await Source.ReadAsync(offset - CountBytes, CountBytes, cancellationToken).ConfigureAwait(false);
        long found = count.Length == CountBytes ? BinaryPrimitives.ReadInt64LittleEndian(count) : -1;
        if (found != storage.Elements)
            throw new WeightFormatException(Source.Name, $"the storage {storage.Key} has {found} elements where {storage.Elements} are named. It is damaged.");
        return new TorchExtent(offset, storage.Elements * storage.Element.SizeBytes, null);
    }

    private static TorchStreamFile Parse(ByteSource source, byte[] bytes)
    {
        PickleReader reader = new(bytes, source.Name);
        if (reader.Read() is not BigInteger magic || magic != Magic) throw new WeightFormatException(source.Name, "it is no file of torch.save.");
        if (reader.Read() is not Protocol) throw new WeightFormatException(source.Name, "its protocol of torch.save is not 1001.");
        if (reader.Read() is not PickleDictionary facts || facts.Find("little_endian") is false)
            throw new WeightFormatException(source.Name, "its numbers are big-endian. Save it again on a little-endian machine.");
        IReadOnlyList<TorchTensor> tensors = TensorsOf(reader.Read(), source.Name);
        if (reader.Read() is not List<object?> order) throw new WeightFormatException(source.Name, "it has no list of storages.");
        Dictionary<string, PickleStorage> storages = new(StringComparer.Ordinal);
        foreach (TorchTensor tensor in tensors) storages[tensor.Storage.Key] = tensor.Storage;
        Dictionary<string, long> offsets = new(StringComparer.Ordinal);
        long at = reader.Position;
        foreach (object? key in order)
        {
            if (key is not string name || !storages.TryGetValue(name, out PickleStorage? storage) || !offsets.TryAdd(name, at + CountBytes))
                throw new WeightFormatException(source.Name, "its list of storages does not fit its tensors. It is damaged.");
            if (storage.Elements > source.Length) throw new WeightFormatException(source.Name, $"the storage {name} claims {storage.Elements} elements.");
            at += CountBytes + (storage.Elements * storage.Element.SizeBytes);
        }

        if (at != source.Length) throw new WeightFormatException(source.Name, $"its storages end at byte {at}, the file at {source.Length}. It is truncated or damaged.");
        return new TorchStreamFile(source, offsets, tensors);
    }
}

using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>
/// A state_dict saved by PyTorch, in the zip format (1.6 and later) or as the older row of pickles. Opening it reads the names, shapes and
/// places; the numbers are read one tensor at a time, so a file on a server is fetched only in the parts that are wanted.
/// </summary>
internal abstract class TorchFile(ByteSource source, IReadOnlyList<TorchTensor> tensors)
{
    /// <summary>The tensors in the order of the state_dict.</summary>
    public IReadOnlyList<TorchTensor> Tensors { get; } = tensors;

    /// <summary>The file.</summary>
    protected ByteSource Source { get; } = source;

    /// <summary>Whether the file notes a sum for each storage, which is then checked.</summary>
    public abstract bool HasSums { get; }

    /// <summary>Opens either format.</summary>
    public static async Task<TorchFile> OpenAsync(ByteSource source, CancellationToken cancellationToken)
    {
        byte[] start = await source.ReadAsync(0, 4, cancellationToken).ConfigureAwait(false);
        try
        {
            if (start.AsSpan().SequenceEqual("PK\x03\x04"u8)) return await TorchZipFile.OpenAsync(source, cancellationToken).ConfigureAwait(false);
            if (start.AsSpan().SequenceEqual((ReadOnlySpan<byte>)[0x80, 0x02, 0x8a, 0x0a])) return await TorchStreamFile.OpenAsync(source, cancellationToken).ConfigureAwait(false);
        }
        catch (EndOfStreamException error)
        {
            throw new WeightFormatException(source.Name, "its pickle ends too early. It is truncated or damaged.", error);
        }

        throw new WeightFormatException(source.Name, "it is no file of torch.save.");
    }

    /// <summary>Finds the bytes of a storage.</summary>
    public abstract Task<TorchExtent> LocateAsync(PickleStorage storage, CancellationToken cancellationToken);

    /// <summary>Reads a storage and checks its sum.</summary>
    public async Task<byte[]> ReadStorageAsync(PickleStorage storage, CancellationToken cancellationToken)
    {
        TorchExtent extent = await LocateAsync(storage, cancellationToken).ConfigureAwait(false);
        if (extent.Bytes > Array.MaxLength) throw new WeightFormatException(Source.Name, $"the storage {storage.Key} has {extent.Bytes} bytes, more than an array holds.");
        byte[] bytes = new byte[extent.Bytes];
        await Source.ReadAsync(extent.Offset, bytes, cancellationToken).ConfigureAwait(false);
        if (extent.Crc is uint expected && Crc32.Of(bytes) is uint found && found != expected)
            throw new WeightFormatException(Source.Name, $"the storage {storage.Key} has the CRC-32 {found:x8} where {expected:x8} is noted. It is damaged.");
        return bytes;
    }

    /// <summary>Cuts a tensor out of its storage.</summary>
    public static Tensor Cut(TorchTensor tensor, ReadOnlySpan<byte> storage)
    {
        TorchElement element = tensor.Storage.Element;
        ReadOnlySpan<byte> bytes = storage.Slice(checked((int)(tensor.Offset * element.SizeBytes)), checked((int)(tensor.Shape.ElementCount * element.SizeBytes)));
        if (element.IsBrain) return WeightConversion.FromBrain(tensor.Shape, bytes);
        Tensor result = Tensor.Create(element.Type, tensor.Shape);
        bytes.CopyTo(result.Bytes);
        return result;
    }

    /// <summary>The tensors of a pickled state_dict, or of the one under <c>state_dict</c> in a checkpoint.</summary>
    protected static IReadOnlyList<TorchTensor> TensorsOf(object? pickle, string where)
    {
        if (pickle is PickleDictionary outer && outer.Find("state_dict") is PickleDictionary inner) pickle = inner;
        if (pickle is not PickleDictionary dictionary) throw new WeightFormatException(where, "it holds no state_dict. Save `model.state_dict()`.");
        List<TorchTensor> tensors = [];
        foreach ((object? key, object? value) in dictionary.Items)
        {
            if (key is string name && value is PickleTensor tensor) tensors.Add(Checked(name, tensor, where));
        }

        if (tensors.Count == 0) throw new WeightFormatException(where, "its state_dict holds no tensor.");
        return tensors;
    }

    private static TorchTensor Checked(string name, PickleTensor tensor, string where)
    {
        Shape shape;
        try
        {
            shape = new Shape(tensor.Size);
        }
        catch (ShapeException error)
        {
            throw new WeightFormatException(where, $"the tensor '{name}' has a size that cannot be.", error);
        }

        long expected = 1;
        bool rowMajor = tensor.Stride.Length == shape.Rank;
        for (int axis = shape.Rank - 1; axis >= 0 && rowMajor; axis--)
        {
            rowMajor = shape[axis] == 1 || tensor.Stride[axis] == expected;
            expected *= Math.Max(1, shape[axis]);
        }

        if (!rowMajor) throw new WeightFormatException(where, $"the tensor '{name}' is stored transposed. Save `tensor.contiguous()`.");
        if (tensor.Offset < 0 || tensor.Offset > tensor.Storage.Elements - shape.ElementCount)
            throw new WeightFormatException(where, $"the tensor '{name}' {shape} reaches beyond its storage of {tensor.Storage.Elements} elements. The file is damaged.");
        return new TorchTensor(name, shape, tensor.Storage, tensor.Offset);
    }
}

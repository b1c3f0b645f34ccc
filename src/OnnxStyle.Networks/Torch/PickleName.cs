namespace OnnxStyle.Networks;

/// <summary>A global of Python, by its full name: one of those on the list of <see cref="PickleReader"/>.</summary>
internal sealed record PickleName(string Name);

/// <summary>A tuple of Python.</summary>
internal sealed record PickleTuple(object?[] Items);

/// <summary>A dict or OrderedDict of Python, in its order.</summary>
internal sealed class PickleDictionary
{
    public List<(object? Key, object? Value)> Items { get; } = [];

    public object? Find(string key) => Items.FirstOrDefault(item => item.Key is string text && text == key).Value;
}

/// <summary>A storage outside of the pickle: a flat array of elements.</summary>
internal sealed record PickleStorage(string Key, TorchElement Element, long Elements);

/// <summary>A tensor: a strided window on a storage. Offset and strides count elements.</summary>
internal sealed record PickleTensor(PickleStorage Storage, long Offset, long[] Size, long[] Stride);

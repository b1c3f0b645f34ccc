using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace OnnxStyle.Networks;

/// <summary>
/// Reads the pickles inside PyTorch's files without running anything: a fixed set of opcodes, and a fixed list of names that may appear.
/// A pickle can call any function of Python; one that names any other is refused before anything of it is used.
/// </summary>
/// <remarks>Opcodes: pickletools.py of Python, protocols 0 to 5. What torch.save writes: torch/serialization.py.</remarks>
internal sealed class PickleReader
{
    private const string OrderedDict = "collections.OrderedDict";
    private static readonly HashSet<string> Callables = new(StringComparer.Ordinal)
    {
        OrderedDict, "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor", "torch._utils._rebuild_parameter",
    };

    private readonly ReadOnlyMemory<byte> bytes;
    private readonly string where;
    private readonly List<object?> stack = [];
    private readonly List<int> marks = [];
    private readonly Dictionary<int, object?> memo = [];
    private int at;

    public PickleReader(ReadOnlyMemory<byte> bytes, string where, int start = 0)
    {
        this.bytes = bytes;
        this.where = where;
        at = start;
    }

    /// <summary>The position behind the last byte read.</summary>
    public int Position => at;

    /// <summary>Reads one pickle, to its STOP.</summary>
    /// <returns>null, bool, long, double, string, <see cref="PickleTuple"/>, List, <see cref="PickleDictionary"/>, <see cref="PickleName"/>, <see cref="PickleStorage"/> or <see cref="PickleTensor"/>.</returns>
    /// <exception cref="WeightFormatException">A name is not on the list, an opcode is unknown, or the pickle is damaged.</exception>
    /// <exception cref="EndOfStreamException">The bytes end before STOP.</exception>
    public object? Read()
    {
        stack.Clear();
        marks.Clear();
        memo.Clear();
        while (true)
        {
            byte opcode = Take(1)[0];
            if (opcode == '.') return Pop();
            Execute(opcode);
        }
    }

    private void Execute(byte opcode)
    {
        switch (opcode)
        {
            case 0x80: Take(1); break; // PROTO
            case 0x95: Take(8); break; // FRAME
            case (byte)'(': marks.Add(stack.Count); break;
            case (byte)'0': Pop(); break;
            case (byte)'N': stack.Add(null); break;
            case 0x88: stack.Add(true); break;
            case 0x89: stack.Add(false); break;
            case (byte)'}': stack.Add(new PickleDictionary()); break;
            case (byte)']': stack.Add(new List<object?>()); break;
            case (byte)')': stack.Add(new PickleTuple([])); break;
            case (byte)'t': stack.Add(new PickleTuple(PopToMark())); break;
            case 0x85 or 0x86 or 0x87: stack.Add(new PickleTuple(PopMany(opcode - 0x84))); break;
            case (byte)'a': Append([Pop()]); break;
            case (byte)'e': Append(PopToMark()); break;
            case (byte)'s': SetItems(PopMany(2)); break;
            case (byte)'u': SetItems(PopToMark()); break;
            case (byte)'q': memo[Take(1)[0]] = Peek(); break;
            case (byte)'r': memo[Int32()] = Peek(); break;
            case 0x94: memo[memo.Count] = Peek(); break; // MEMOIZE
            case (byte)'h': stack.Add(Recall(Take(1)[0])); break;
            case (byte)'j': stack.Add(Recall(Int32())); break;
            case (byte)'c': stack.Add(Name(Line(), Line())); break;
            case 0x93: stack.Add(StackName()); break;
            case (byte)'R': Reduce(); break;
            case (byte)'b': Build(); break;
            case (byte)'Q': stack.Add(Storage(Pop())); break;
            default: stack.Add(Literal(opcode)); break;
        }
    }

    private object Literal(byte opcode) => opcode switch
    {
        (byte)'K' => (long)Take(1)[0],
        (byte)'M' => (long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)),
        (byte)'J' => (long)Int32(),
        (byte)'G' => BinaryPrimitives.ReadDoubleBigEndian(Take(8)),
        0x8a => Integer(Take(Take(1)[0])) is BigInteger large && large >= long.MinValue && large <= long.MaxValue ? (object)(long)large : large,
        (byte)'U' => Encoding.Latin1.GetString(Take(Take(1)[0])),
        (byte)'T' => Encoding.Latin1.GetString(Take(Int32())),
        0x8c => Encoding.UTF8.GetString(Take(Take(1)[0])),
        (byte)'X' => Encoding.UTF8.GetString(Take(Int32())),
        _ => throw Damaged($"the pickle holds the opcode 0x{opcode:x2}, which no weight file needs"),
    };

    private void Reduce()
    {
        object? arguments = Pop();
        if (Pop() is not PickleName callable || arguments is not PickleTuple { Items: object?[] items }) throw Damaged("a call in the pickle has no name");
        if (!Callables.Contains(callable.Name)) throw Refused(callable.Name);
        stack.Add(callable.Name == OrderedDict ? Dictionary(items) : Tensor(callable.Name, items));
    }

    private PickleDictionary Dictionary(object?[] items)
    {
        PickleDictionary result = new();
        if (items.Length == 0) return result;
        if (items is not [List<object?> pairs]) throw Damaged("an OrderedDict in the pickle has no list of pairs");
        foreach (object? pair in pairs)
        {
            object?[] parts = pair is PickleTuple tuple ? tuple.Items : pair is List<object?> list ? [.. list] : [];
            if (parts.Length != 2) throw Damaged("an OrderedDict in the pickle holds something that is no pair");
            result.Items.Add((parts[0], parts[1]));
        }

        return result;
    }

    private PickleTensor Tensor(string callable, object?[] items)
    {
        if (callable.EndsWith("_rebuild_parameter", StringComparison.Ordinal))
            return items.Length > 0 && items[0] is PickleTensor inner ? inner : throw Damaged("a parameter in the pickle holds no tensor");
        if (items.Length < 4 || items[0] is not PickleStorage storage || items[1] is not long offset || items[2] is not PickleTuple size || items[3] is not PickleTuple stride)
            throw Damaged("a tensor in the pickle is not storage, offset, size and stride");
        return new PickleTensor(storage, offset, Longs(size), Longs(stride));
    }

    private long[] Longs(PickleTuple tuple)
    {
        long[] result = new long[tuple.Items.Length];
        for (int i = 0; i < result.Length; i++) result[i] = tuple.Items[i] is long number ? number : throw Damaged("a size in the pickle is no number");
        return result;
    }

    private void Build()
    {
        // The state of an OrderedDict is its `_metadata`, versions of modules: not needed.
        object? state = Pop();
        if (Peek() is not PickleDictionary || state is not (PickleDictionary or null)) throw Damaged("an object in the pickle has a state that no weight file needs");
    }

    private PickleStorage Storage(object? id)
    {
        if (id is not PickleTuple { Items: ["storage", PickleName type, string key, string, long elements, ..] items })
            throw Damaged("the pickle names an outside object that is no storage");
        if (items.Length > 5 && items[5] is not null) throw Damaged("a storage in the pickle is a view of another. Save the state_dict again with a newer PyTorch");
        if (elements < 0) throw Damaged("a storage in the pickle has a negative size");
        return new PickleStorage(key, TorchElement.Find(type.Name) ?? throw Refused(type.Name), elements);
    }

    private PickleName StackName()
    {
        object? name = Pop();
        return Pop() is string module && name is string text ? Name(module, text) : throw Damaged("a name in the pickle is no text");
    }

    private PickleName Name(string module, string name)
    {
        string full = $"{module}.{name}";
        return Callables.Contains(full) || TorchElement.Find(full) is not null ? new PickleName(full) : throw Refused(full);
    }

    private void Append(object?[] items)
    {
        if (Peek() is not List<object?> list) throw Damaged("the pickle appends to something that is no list");
        list.AddRange(items);
    }

    private void SetItems(object?[] items)
    {
        if (Peek() is not PickleDictionary dictionary || items.Length % 2 != 0) throw Damaged("the pickle sets items of something that is no dictionary");
        for (int i = 0; i < items.Length; i += 2) dictionary.Items.Add((items[i], items[i + 1]));
    }

    private object? Recall(int index) => memo.TryGetValue(index, out object? value) ? value : throw Damaged("the pickle recalls what it never kept");

    private object? Peek() => stack.Count > (marks.Count > 0 ? marks[^1] : 0) ? stack[^1] : throw Damaged("the pickle takes more than it put");

    private object? Pop()
    {
        object? top = Peek();
        stack.RemoveAt(stack.Count - 1);
        return top;
    }

    private object?[] PopMany(int count)
    {
        object?[] items = new object?[count];
        for (int i = count - 1; i >= 0; i--) items[i] = Pop();
        return items;
    }

    private object?[] PopToMark()
    {
        if (marks.Count == 0) throw Damaged("the pickle lacks a mark");
        int start = marks[^1];
        marks.RemoveAt(marks.Count - 1);
        object?[] items = [.. stack[start..]];
        stack.RemoveRange(start, stack.Count - start);
        return items;
    }

    private static BigInteger Integer(ReadOnlySpan<byte> little) => new(little);

    private int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    private string Line()
    {
        int length = bytes.Span[at..].IndexOf((byte)'\n');
        if (length < 0) throw new EndOfStreamException();
        string text = Encoding.UTF8.GetString(Take(length));
        Take(1);
        return text;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0) throw Damaged("a length in the pickle is negative");
        if (count > bytes.Length - at) throw new EndOfStreamException();
        ReadOnlySpan<byte> taken = bytes.Span.Slice(at, count);
        at += count;
        return taken;
    }

    private WeightFormatException Damaged(string problem) => new(where, $"{problem}. It is damaged or no state_dict.");

    private WeightFormatException Refused(string name) => new(where, $"it names `{name}`, which may run code and which weights do not need. " +
        "It is refused: save the plain state_dict, as `torch.save(model.state_dict(), FILE)`.");
}

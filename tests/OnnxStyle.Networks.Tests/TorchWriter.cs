using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using OnnxStyle.Tensors;

namespace OnnxStyle.Networks.Tests;

/// <summary>Writes state_dicts as torch.save does, in both of its formats: enough to make the files that the tests need.</summary>
internal static class TorchWriter
{
    /// <summary>The zip format. The entries are stored, the data aligned by nothing.</summary>
    public static byte[] Zip(IReadOnlyList<(string Name, Tensor<float> Tensor)> state, byte[]? pickle = null, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using MemoryStream file = new();
        using (ZipArchive zip = new(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "net/data.pkl", pickle ?? StateDict(state), level);
            Add(zip, "net/byteorder", "little"u8.ToArray(), level);
            for (int i = 0; i < state.Count; i++) Add(zip, $"net/data/{i}", state[i].Tensor.Bytes.ToArray(), level);
            Add(zip, "net/version", "3\n"u8.ToArray(), level);
        }

        return file.ToArray();
    }

    /// <summary>The format before 1.6: five pickles, then the storages.</summary>
    public static byte[] Stream(IReadOnlyList<(string Name, Tensor<float> Tensor)> state)
    {
        using MemoryStream file = new();
        file.Write([0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.']);
        file.Write([0x80, 2, (byte)'M', 0xe9, 3, (byte)'.']);
        file.Write([0x80, 2, (byte)'}', (byte)'(', .. Text("protocol_version"), (byte)'M', 0xe9, 3, .. Text("little_endian"), 0x88, (byte)'u', (byte)'.']);
        file.Write(StateDict(state));
        file.Write([0x80, 2, (byte)']', (byte)'(']);
        for (int i = 0; i < state.Count; i++) file.Write(Text($"{i}"));
        file.Write("e."u8);
        foreach ((_, Tensor<float> tensor) in state)
        {
            byte[] count = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(count, tensor.Shape.ElementCount);
            file.Write(count);
            file.Write(tensor.Bytes);
        }

        return file.ToArray();
    }

    /// <summary>The pickle of an OrderedDict of tensors, protocol 2.</summary>
    public static byte[] StateDict(IReadOnlyList<(string Name, Tensor<float> Tensor)> state, string storage = "torch\nFloatStorage\n")
    {
        using MemoryStream pickle = new();
        pickle.Write([0x80, 2, .. "ccollections\nOrderedDict\n)Rq\0("u8]);
        for (int i = 0; i < state.Count; i++)
        {
            Tensor<float> tensor = state[i].Tensor;
            pickle.Write([.. Text(state[i].Name), .. "ctorch._utils\n_rebuild_tensor_v2\n(("u8, .. Text("storage")]);
            pickle.Write([(byte)'c', .. Encoding.ASCII.GetBytes(storage), .. Text($"{i}"), .. Text("cpu"), .. Number(tensor.Shape.ElementCount), .. "tQ"u8]);
            pickle.Write([(byte)'K', 0, .. Tuple(tensor.Shape.ToArray()), .. Tuple(Strides(tensor.Shape)), 0x89, .. "ccollections\nOrderedDict\n)RtR"u8]);
        }

        pickle.Write("u."u8);
        return pickle.ToArray();
    }

    public static byte[] Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return [(byte)'X', .. Little(bytes.Length), .. bytes];
    }

    private static long[] Strides(Shape shape)
    {
        long[] strides = new long[shape.Rank];
        for (long axis = shape.Rank - 1, stride = 1; axis >= 0; stride *= shape[(int)axis], axis--) strides[axis] = stride;
        return strides;
    }

    private static byte[] Tuple(long[] values) => [(byte)'(', .. values.SelectMany(value => Number(value)), (byte)'t'];

    private static byte[] Number(long value) => [(byte)'J', .. Little((int)value)];

    private static byte[] Little(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static void Add(ZipArchive zip, string name, byte[] bytes, CompressionLevel level)
    {
        using Stream entry = zip.CreateEntry(name, level).Open();
        entry.Write(bytes);
    }
}

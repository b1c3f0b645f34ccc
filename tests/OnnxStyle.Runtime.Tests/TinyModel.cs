using System.Text;
using OnnxStyle.Tensors;

namespace OnnxStyle.Runtime.Tests;

/// <summary>Writes small ONNX models byte by byte, so that these tests do not lean on the writer of the project.</summary>
internal sealed class TinyModel : IDisposable
{
    private readonly MemoryStream graph = new();

    public TinyModel Node(string op, string[] inputs, string[] outputs)
    {
        MemoryStream node = new();
        foreach (string i in inputs) Put(node, 1, i);
        foreach (string o in outputs) Put(node, 2, o);
        Put(node, 3, op + "_" + outputs[0]);
        Put(node, 4, op);
        Put(graph, 1, node);
        return this;
    }

    public TinyModel Input(string name, ElementType type, params long[] dims) => Value(11, name, type, dims);

    public TinyModel Output(string name, ElementType type, params long[] dims) => Value(12, name, type, dims);

    public void Dispose() => graph.Dispose();

    public byte[] Bytes(long opset = 17)
    {
        Put(graph, 2, "tiny");
        MemoryStream model = new(), set = new();
        Put(set, 1, "");
        Put(set, 2, opset);
        Put(model, 1, 8);
        Put(model, 7, graph);
        Put(model, 8, set);
        return model.ToArray();
    }

    /// <summary>z = x * y + x, and s = Sqrt(z), over float32 of one shape.</summary>
    public static byte[] MultiplyAdd(params long[] dims) => new TinyModel()
        .Node("Mul", ["x", "y"], ["p"]).Node("Add", ["p", "x"], ["z"]).Node("Sqrt", ["z"], ["s"])
        .Input("x", ElementType.Float32, dims).Input("y", ElementType.Float32, dims)
        .Output("z", ElementType.Float32, dims).Output("s", ElementType.Float32, dims).Bytes();

    /// <summary>y = x times itself, again and again: slow enough to be stopped.</summary>
    public static byte[] Chain(int nodes, long side)
    {
        TinyModel model = new();
        for (int i = 0; i < nodes; i++) model.Node("MatMul", [i == 0 ? "x" : $"v{i}", "x"], [i == nodes - 1 ? "y" : $"v{i + 1}"]);
        return model.Input("x", ElementType.Float32, side, side).Output("y", ElementType.Float32, side, side).Bytes();
    }

    private TinyModel Value(int field, string name, ElementType type, long[] dims)
    {
        MemoryStream value = new(), typeProto = new(), tensor = new(), shape = new();
        foreach (long d in dims)
        {
            MemoryStream dim = new();
            if (d >= 0) Put(dim, 1, d);
            else Put(dim, 2, "n");
            Put(shape, 1, dim);
        }

        Put(tensor, 1, (long)type);
        Put(tensor, 2, shape);
        Put(typeProto, 1, tensor);
        Put(value, 1, name);
        Put(value, 2, typeProto);
        Put(graph, field, value);
        return this;
    }

    private static void Put(MemoryStream to, int field, long value)
    {
        Varint(to, (ulong)field << 3);
        Varint(to, (ulong)value);
    }

    private static void Put(MemoryStream to, int field, string text) => Put(to, field, Encoding.UTF8.GetBytes(text));

    private static void Put(MemoryStream to, int field, MemoryStream message) => Put(to, field, message.ToArray());

    private static void Put(MemoryStream to, int field, byte[] bytes)
    {
        Varint(to, ((ulong)field << 3) | 2);
        Varint(to, (ulong)bytes.Length);
        to.Write(bytes);
    }

    private static void Varint(MemoryStream to, ulong value)
    {
        for (; value >= 0x80; value >>= 7) to.WriteByte((byte)(value | 0x80));
        to.WriteByte((byte)value);
    }
}

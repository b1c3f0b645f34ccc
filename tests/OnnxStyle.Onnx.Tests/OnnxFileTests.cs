using System.Text;
using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx.Tests;

public sealed class OnnxFileTests
{
    [Fact]
    public void Write_read_write_gives_equal_bytes_and_equal_text()
    {
        Graph graph = SampleGraph.Build();
        byte[] first = OnnxWriter.Write(graph);
        Graph read = OnnxReader.Read(first);
        Assert.Equal(first, OnnxWriter.Write(read));
        Assert.Equal(GraphPrinter.Print(graph), GraphPrinter.Print(read));
        Assert.Equal(graph.Metadata, read.Metadata);
        Assert.Equal(17, read.Opset);
        Assert.Equal(8, read.IrVersion);
        Assert.All(read.Nodes.SelectMany(node => node.Outputs), value => Assert.True(value.HasShape));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(1000)]
    public void Weights_outside_come_back_the_same(long threshold)
    {
        Graph graph = SampleGraph.Build();
        ExternalWeights external = new() { Location = "w.bin", ThresholdBytes = threshold };
        byte[] model = OnnxWriter.Write(graph, external);
        Assert.NotNull(external.Blob);
        Graph read = OnnxReader.Read(model, location => location == "w.bin" ? external.Blob.Bytes.ToArray() : default);
        Assert.Equal(OnnxWriter.Write(graph), OnnxWriter.Write(read));
    }

    [Fact]
    public void The_blob_has_a_page_for_every_small_tensor_and_a_model_without_it_is_refused()
    {
        Graph graph = SampleGraph.Build();
        ExternalWeights external = new() { ThresholdBytes = 1 };
        byte[] model = OnnxWriter.Write(graph, external);
        Refused("lie outside in 'weights.bin'", model);
        int count = graph.Initializers.Count(value => value.Constant!.ByteCount > 0);
        Assert.InRange(external.Blob!.ByteCount, (4096 * (count - 1)) + 1, 4096 * count);
    }

    [Fact]
    public void The_files_that_hold_weights_are_named_wherever_in_a_model_they_stand()
    {
        static byte[] Message(int field, params byte[][] parts)
        {
            byte[] inner = [.. parts.SelectMany(part => part)];
            return [(byte)((field << 3 | 2) & 127 | (field > 15 ? 128 : 0)), .. field > 15 ? [(byte)(field >> 4)] : Array.Empty<byte>(), (byte)inner.Length, .. inner];
        }

        static byte[] Weights(int field, string location, bool outside = true) =>
            Message(field, Message(13, Message(1, "location"u8.ToArray()), Message(2, System.Text.Encoding.UTF8.GetBytes(location))), [14 << 3, (byte)(outside ? 1 : 0)]);

        byte[] graph = Message(7, Message(1, Message(5, Weights(5, "attribute"))), Weights(5, "initializer"), Weights(5, "inside", outside: false));
        byte[] deep = Message(7, Message(1, Message(5, Message(6, Weights(5, "subgraph")))), Message(15, Weights(1, "sparse")), Weights(5, "subgraph"));
        byte[] function = Message(25, Message(7, Message(5, Weights(10, "function"))));
        Assert.Equal(["attribute", "initializer"], OnnxReader.ExternalFiles(graph));
        Assert.Equal(["function", "sparse", "subgraph"], OnnxReader.ExternalFiles([.. deep, .. function]));
        Assert.Empty(OnnxReader.ExternalFiles(OnnxWriter.Write(SampleGraph.Build())));
        Assert.Equal(["w"], OnnxReader.ExternalFiles(OnnxWriter.Write(SampleGraph.Build(), new ExternalWeights { Location = "w", ThresholdBytes = 1 })));
        Assert.Throws<OnnxFormatException>(() => OnnxReader.ExternalFiles(graph.AsSpan(0, graph.Length - 3)));
        Assert.Throws<OnnxFormatException>(() => OnnxReader.ExternalFiles([]));
    }

    [Fact]
    public void Files_are_saved_and_found_with_their_blob_and_nowhere_else()
    {
        string folder = Directory.CreateTempSubdirectory("onnxstyle").FullName;
        try
        {
            Graph graph = SampleGraph.Build();
            string path = Path.Combine(folder, "m.onnx");
            OnnxWriter.Save(graph, path, new ExternalWeights { Location = "m.bin", ThresholdBytes = 64 });
            Assert.Equal(["m.bin", "m.onnx"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
            Assert.Equal(OnnxWriter.Write(graph), OnnxWriter.Write(OnnxReader.Read(path)));
            File.Delete(Path.Combine(folder, "m.bin"));
            Assert.Contains("put that file beside the model", Assert.Throws<OnnxFormatException>(() => OnnxReader.Read(path)).Message, StringComparison.Ordinal);
            File.WriteAllBytes(path, OnnxWriter.Write(graph, new ExternalWeights { Location = "../secret", ThresholdBytes = 64 }));
            Assert.Contains("which is refused", Assert.Throws<OnnxFormatException>(() => OnnxReader.Read(path)).Message, StringComparison.Ordinal);
            Assert.Throws<GraphException>(() => OnnxWriter.Save(graph, path, new ExternalWeights { Location = "../secret" }));
            Assert.Throws<OnnxFormatException>(() => OnnxReader.Read(Path.Combine(folder, "absent.onnx")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Typed_lists_packed_or_not_free_extents_and_unknown_fields_are_read()
    {
        byte[] floats = [.. Tensor(1, [2], [.. Bytes(4, [0, 0, 128, 63, 0, 0, 0, 64])], "f")];
        byte[] halves = [.. Tensor(10, [2], [.. Int(5, 0x3C00), .. Int(5, 0x4000)], "h")];
        byte[] signed = [.. Tensor(3, [2], [.. Bytes(5, [255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 5])], "s")];
        byte[] dims = [.. Bytes(1, Bytes(2, "batch"u8)), .. Bytes(1, []), .. Bytes(1, Int(1, 3))];
        byte[] input = [.. Bytes(1, "x"u8), .. Bytes(2, Bytes(1, [.. Int(1, 1), .. Bytes(2, dims)]))];
        byte[] node = [.. Bytes(1, "x"u8), .. Bytes(2, "y"u8), .. Bytes(4, "Relu"u8), .. Bytes(99, [1, 2, 3])];
        byte[] graph = [.. Bytes(1, node), .. Bytes(5, floats), .. Bytes(5, halves), .. Bytes(5, signed), .. Bytes(11, input), .. Bytes(12, Bytes(1, "y"u8))];
        Graph read = OnnxReader.Read([.. Int(1, 7), .. Bytes(8, Int(2, 13)), .. Bytes(7, graph)]);
        Assert.Equal(13, read.Opset);
        Assert.False(read.Inputs[0].HasShape);
        Assert.Equal("x: Float32 [batch, , 3]", read.Inputs[0].ToString());
        Assert.Throws<ShapeException>(() => read.Outputs[0].Shape);
        Assert.Equal([1f, 2f], ((Tensor<float>)read.Find("f").Constant!).Span.ToArray());
        Assert.Equal([(Half)1, (Half)2], ((Tensor<Half>)read.Find("h").Constant!).Span.ToArray());
        Assert.Equal([-1, 5], ((Tensor<sbyte>)read.Find("s").Constant!).Span.ToArray());
        Assert.Equal(read.Inputs[0].ToString(), OnnxReader.Read(OnnxWriter.Write(read)).Inputs[0].ToString());
    }

    [Fact]
    public void Refusals_say_what_and_where()
    {
        Refused("there is no graph", []);
        Refused("opset 6 is not read, only 7 to 22", [.. Int(1, 8), .. Bytes(8, Int(2, 6))]);
        Refused("wants 18446744073709551615 bytes", [.. Int(1, 8), 0x3A, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]);
        Refused("wire type 3", [.. Int(1, 8), 0x3B]);
        Refused("a number is longer than ten bytes", [8, .. Enumerable.Repeat((byte)255, 12)]);
        Refused("needs 4000000 bytes of data and has 0", Model(Bytes(5, Tensor(1, [1000, 1000], [], "w"))));
        Refused("is larger than 2 GiB", Model(Bytes(5, Tensor(1, [1 << 30, 1 << 30], [], "w"))));
        Refused("impossible extents", Model(Bytes(5, Tensor(1, [long.MaxValue, long.MaxValue], [], "w"))));
        Refused("impossible extents", Model(Bytes(5, Tensor(1, [-1], [], "w"))));
        Refused("element type 8, which is not supported", Model(Bytes(5, Tensor(8, [1], [], "w"))));
        Refused("takes 'nothing', which nothing before it gives", Model(Bytes(1, [.. Bytes(1, "nothing"u8), .. Bytes(2, "y"u8), .. Bytes(4, "Relu"u8)])));
        Refused("is a graph; subgraphs are not supported", Model(Bytes(1, Bytes(5, [.. Bytes(1, "body"u8), .. Bytes(6, [])]))));
        Refused("is not text in UTF-8", Model(Bytes(2, [0xFF])));
        Refused("the graph has no output", Model([]));
        Assert.Equal(3, Assert.Throws<OnnxFormatException>(() => OnnxReader.Read([.. Int(1, 8), 0x3B])).Offset);
    }

    [Fact]
    public void Printing_shows_a_node_a_line()
    {
        GraphBuilder graph = new("g");
        Value x = graph.Input("x", new Shape(1, 2, 5));
        graph.Output(graph.Pad(x, [0, 0, 1, 0, 0, 1], "reflect", name: "y"));
        Assert.Equal(
            "graph g (opset 17)\n  input x: Float32 [1, 2, 5]\n  const int64s: Int64 [6] = {0, 0, 1, 0, 0, 1}\n" +
            "  y: Float32 [1, 2, 7] = Pad(x, int64s) {mode=\"reflect\"}\n  output y: Float32 [1, 2, 7]\n",
            GraphPrinter.Print(graph.Build()));
    }

    private static void Refused(string text, byte[] model) =>
        Assert.Contains(text, Assert.Throws<OnnxFormatException>(() => OnnxReader.Read(model)).Message, StringComparison.Ordinal);

    private static byte[] Model(byte[] graph) => [.. Int(1, 8), .. Bytes(8, Int(2, 17)), .. Bytes(7, graph)];

    private static byte[] Tensor(int type, long[] dims, byte[] data, string name) =>
        [.. dims.SelectMany(dim => Int(1, dim)), .. Int(2, type), .. data, .. Bytes(8, Encoding.UTF8.GetBytes(name))];

    private static byte[] Int(int field, long value) => [.. Varint((ulong)field << 3), .. Varint(unchecked((ulong)value))];

    private static byte[] Bytes(int field, ReadOnlySpan<byte> value) => [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)value.Length), .. value];

    private static List<byte> Varint(ulong value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7) bytes.Add(unchecked((byte)(value | 0x80)));
        bytes.Add((byte)value);
        return bytes;
    }
}

using System.IO.Compression;
using OnnxStyle.Tensors;

namespace OnnxStyle.Networks.Tests;

public sealed class TorchTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("torch").FullName;
    private readonly (string Name, Tensor<float> Tensor)[] state =
    [
        ("features.0.weight", Networks.Noise(new Random(3), new Shape(4, 3, 3, 3), 1)),
        ("features.0.bias", Networks.Noise(new Random(4), new Shape(4), 1)),
        ("classifier.0.weight", Networks.Noise(new Random(5), new Shape(7, 4), 1)),
    ];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Both_formats_of_torch_save_are_read(bool zip)
    {
        WeightSet read = Read(zip ? TorchWriter.Zip(state) : TorchWriter.Stream(state));
        Assert.Equal(state.Select(row => row.Name), read.Names);
        foreach ((string name, Tensor<float> tensor) in state)
        {
            Assert.Equal(tensor.Shape, read[name].Shape);
            Assert.True(tensor.Bytes.SequenceEqual(read[name].Bytes), name);
        }
    }

    [Theory]
    [InlineData("cos\nsystem\n(X\x07\0\0\0echo hitR.", "os.system")]
    [InlineData("cbuiltins\neval\n(X\x01\0\0\01tR.", "builtins.eval")]
    [InlineData("ctorch.nn.modules.container\nSequential\n)R.", "torch.nn.modules.container.Sequential")]
    [InlineData("cposix\nsystem\n.", "posix.system")]
    [InlineData("X\x02\0\0\0osX\x06\0\0\0system\u0093.", "os.system")]
    [InlineData("ctorch\nFloatStorage\n(I1\ntR.", "torch.FloatStorage|opcode")]
    public void A_pickle_that_names_code_is_refused_by_name(string pickle, string names)
    {
        byte[] bytes = System.Text.Encoding.Latin1.GetBytes("\u0080\u0002" + pickle);
        WeightFormatException error = Assert.Throws<WeightFormatException>(() => Read(TorchWriter.Zip(state, bytes)));
        Assert.Contains(names.Split('|'), name => error.Message.Contains(name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("zip.pth")]
    [InlineData("stream.pth")]
    public void Files_that_pytorch_wrote_are_read(string file)
    {
        WeightSet read = WeightFile.Read(Path.Combine(AppContext.BaseDirectory, "Reference", file));
        Assert.Equal(["features.0.weight", "features.0.bias", "half", "brain", "double", "steps"], read.Names);
        Assert.Equal(new Shape(2, 2, 3, 3), read["features.0.weight"].Shape);
        Assert.Equal(Enumerable.Range(0, 36).Select(i => (float)i), ((Tensor<float>)read["features.0.weight"]).Span.ToArray());
        Assert.Equal([36f, 37f], ((Tensor<float>)read["features.0.bias"]).Span.ToArray());
        Assert.Equal([(Half)0.5f, (Half)(-2f), Half.MaxValue], ((Tensor<Half>)read["half"]).Span.ToArray());
        Assert.Equal([1f, -3f], ((Tensor<float>)read["brain"]).Span.ToArray());
        Assert.Equal([0.1], ((Tensor<double>)read["double"]).Span.ToArray());
        Assert.Equal([7L], ((Tensor<long>)read["steps"]).Span.ToArray());
        Assert.Equal(Shape.Scalar, read["steps"].Shape);
    }

    [Fact]
    public void No_cut_or_flipped_byte_does_more_than_an_error()
    {
        foreach (byte[] whole in new[] { TorchWriter.Zip(state), TorchWriter.Stream(state) })
        {
            Random random = new(11);
            for (int i = 0; i < 300; i++)
            {
                byte[] bytes = (byte[])whole.Clone();
                if (i % 2 == 0) bytes = bytes[..random.Next(1, bytes.Length)];
                else bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                try
                {
                    Read(bytes);
                    Assert.True(i % 2 == 1, $"seed 11, number {i}: a file cut to {bytes.Length} of {whole.Length} bytes was read.");
                }
                catch (WeightFormatException)
                {
                }
            }
        }
    }

    [Fact]
    public void A_damaged_storage_is_told_by_its_sum()
    {
        byte[] bytes = TorchWriter.Zip(state);
        int at = bytes.AsSpan().IndexOf(state[0].Tensor.Bytes);
        bytes[at + 5] ^= 1;
        Assert.Contains("CRC-32", Assert.Throws<WeightFormatException>(() => Read(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_compressed_zip_is_refused() =>
        Assert.Contains("compressed", Assert.Throws<WeightFormatException>(() => Read(TorchWriter.Zip(state, level: CompressionLevel.SmallestSize))).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_not_wanted_is_not_read()
    {
        File.WriteAllBytes(Path.Combine(folder, "w.pth"), TorchWriter.Zip(state));
        WeightSet read = WeightFile.Read(Path.Combine(folder, "w.pth"), name => name.StartsWith("features", StringComparison.Ordinal));
        Assert.Equal(2, read.Names.Count);
    }

    private WeightSet Read(byte[] bytes)
    {
        string path = Path.Combine(folder, "w.pth");
        File.WriteAllBytes(path, bytes);
        return WeightFile.Read(path);
    }
}

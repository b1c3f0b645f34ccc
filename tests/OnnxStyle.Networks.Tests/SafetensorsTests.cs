using System.Buffers.Binary;
using System.Text;
using OnnxStyle.Tensors;

namespace OnnxStyle.Networks.Tests;

public sealed class SafetensorsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("safetensors").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float16)]
    public void What_is_written_is_read(ElementType type)
    {
        WeightSet written = Networks.Seeded(VggArchitecture.Uniform([1, 2], [3, 5]), 7, type);
        written.Metadata["licence"] = "CC0 \"quoted\" ü";
        WeightFile.Save(written, At("w.safetensors"));
        WeightSet read = WeightFile.Read(At("w.safetensors"));
        Assert.Equal(written.Names, read.Names);
        Assert.Equal(written.Metadata, read.Metadata);
        foreach (string name in written.Names)
        {
            Assert.Equal(written[name].ToString(), read[name].ToString());
            Assert.True(written[name].Bytes.SequenceEqual(read[name].Bytes), name);
        }
    }

    [Fact]
    public void Brain_floats_become_float32()
    {
        byte[] data = [0x80, 0x3f, 0x00, 0xc0];
        WeightSet read = Read("""{"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}""", data);
        Assert.Equal([1f, -2f], ((Tensor<float>)read["a"]).Span.ToArray());
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", "overlap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", "twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", "0..16 of 12")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "does not fill")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}}""", "does not fill")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "header")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387905,4],"data_offsets":[0,4]}}""", "header")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[8,4]}}""", "8..4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", "-4..0")]
    [InlineData("""{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}""", "F31")]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", "header")]
    [InlineData("""{"a":3}""", "header")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4e99]}}""", "header")]
    [InlineData("""{"a" """, "header")]
    [InlineData("[1]", "header")]
    public void A_damaged_header_is_one_sentence(string header, string said)
    {
        WeightFormatException error = Assert.Throws<WeightFormatException>(() => Read(header, new byte[12]));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(40)]
    [InlineData(4000)]
    public void A_truncated_file_is_an_error(int length)
    {
        WeightFile.Save(Networks.Seeded(VggArchitecture.Uniform([2], [16]), 7), At("w.safetensors"));
        byte[] bytes = File.ReadAllBytes(At("w.safetensors"));
        Assert.True(length < bytes.Length);
        File.WriteAllBytes(At("cut.safetensors"), bytes[..length]);
        Assert.Throws<WeightFormatException>(() => WeightFile.Read(At("cut.safetensors")));
    }

    [Theory]
    [InlineData(1UL << 60)]
    [InlineData(ulong.MaxValue)]
    [InlineData(200_000_000UL)]
    public void A_huge_header_takes_no_memory(ulong length)
    {
        byte[] bytes = new byte[64];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        bytes[8] = (byte)'{';
        File.WriteAllBytes(At("huge.safetensors"), bytes);
        WeightFormatException error = Assert.Throws<WeightFormatException>(() => WeightFile.Read(At("huge.safetensors")));
        Assert.Contains($"{length}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_errors_about_the_path()
    {
        Assert.Contains(At("none"), Assert.Throws<WeightFormatException>(() => WeightFile.Read(At("none"))).Message, StringComparison.Ordinal);
        Assert.Throws<WeightFormatException>(() => WeightFile.Read(folder));
    }

    [Fact]
    public void A_number_too_large_for_float16_is_not_written_as_infinity()
    {
        WeightSet weights = new();
        weights.Add("a", new Tensor<float>(new Shape(1), [1e6f]));
        Assert.Throws<WeightFormatException>(() => weights.InPrecision(ElementType.Float16));
    }

    private WeightSet Read(string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header), length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        File.WriteAllBytes(At("made.safetensors"), [.. length, .. json, .. data]);
        return WeightFile.Read(At("made.safetensors"));
    }

    private string At(string name) => Path.Combine(folder, name);
}

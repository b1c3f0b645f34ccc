using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using OnnxStyle.Tensors;

namespace OnnxStyle.Networks.Tests;

public sealed class ImportTests : IDisposable
{
    private static readonly VggArchitecture Narrow = VggArchitecture.Uniform([2, 2, 4, 4, 4], [4, 5, 6, 7, 8]);
    private static readonly int[] Sequence = [0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34];
    private readonly string folder = Directory.CreateTempSubdirectory("import").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("caffe", "{0}.weight", "{0}.bias")]
    [InlineData("caffe", "vgg.{0}_w", "vgg.{0}_b")]
    [InlineData("keras", "block{1}_conv{2}/block{1}_conv{2}_W_1:0", "block{1}_conv{2}/block{1}_conv{2}_b_1:0")]
    [InlineData("keras", "block{1}_conv{2}/kernel:0", "block{1}_conv{2}/bias:0")]
    [InlineData("torchvision", "features.{3}.weight", "features.{3}.bias")]
    [InlineData("torchvision", "module.features.{3}.weight", "module.features.{3}.bias")]
    [InlineData("zoo", "vgg0_conv{4}_weight", "vgg0_conv{4}_bias")]
    public void Every_naming_is_known(string naming, string weight, string bias)
    {
        WeightSet own = Networks.Seeded(Narrow, 5), foreign = new();
        int number = 0;
        foreach ((VggLayer layer, _) in Narrow.Convolutions())
        {
            object[] parts = [layer.Name, layer.Block, layer.Index, Sequence[number], number];
            foreign.Add(string.Format(CultureInfo.InvariantCulture, weight, parts), naming == "keras" ? InputFirst((Tensor<float>)own[$"{layer.Name}.weight"]) : own[$"{layer.Name}.weight"]);
            foreign.Add(string.Format(CultureInfo.InvariantCulture, bias, parts), own[$"{layer.Name}.bias"]);
            number++;
        }

        foreach (string dense in new[] { "fc6.weight", "classifier.0.weight", "predictions/kernel:0", "vgg0_dense0_weight" }) foreign.Add(dense, new Tensor<float>(new Shape(2, 2)));
        WeightSet imported = WeightImport.Convert(foreign, "x", new ImportOptions { Convention = WeightConvention.CaffeRgb });
        Assert.Equal(own.Names, imported.Names);
        foreach (string name in own.Names) Assert.True(own[name].Bytes.SequenceEqual(imported[name].Bytes), name);
        Assert.Equal(Narrow.ToString(), Encoder.FromWeights(imported, "x").Card.Architecture.ToString());
    }

    [Fact]
    public void The_preprocessing_is_never_guessed()
    {
        WeightSet weights = Networks.Seeded(Narrow, 5);
        weights.Metadata.Clear();
        Assert.Contains("--convention", Assert.Throws<WeightFormatException>(() => WeightImport.Convert(weights, "x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Blue_first_is_turned_round()
    {
        WeightSet weights = Networks.Seeded(Narrow, 5);
        WeightSet imported = WeightImport.Convert(weights, "x", new ImportOptions { Convention = WeightConvention.CaffeBgr });
        ReadOnlySpan<float> before = ((Tensor<float>)weights["conv1_1.weight"]).Span, after = ((Tensor<float>)imported["conv1_1.weight"]).Span;
        for (int k = 0; k < 4; k++)
            for (int c = 0; c < 3; c++)
                Assert.Equal(before.Slice(((k * 3) + 2 - c) * 9, 9), after.Slice(((k * 3) + c) * 9, 9));
    }

    [Fact]
    public void Torchvision_is_folded_so_that_the_first_convolution_gives_the_same()
    {
        WeightSet weights = Networks.Seeded(Narrow, 5);
        WeightSet imported = WeightImport.Convert(weights, "x", new ImportOptions { Convention = WeightConvention.TorchVision });
        Preprocessing preprocessing = Preprocessing.FromMetadata(imported.Metadata.AsReadOnly(), "x");
        double[] mean = [0.485, 0.456, 0.406], deviation = [0.229, 0.224, 0.225], colour = [0.9, 0.2, 0.55];
        for (int k = 0; k < 4; k++)
        {
            double expected = 0, found = 0;
            for (int c = 0; c < 3; c++)
            {
                for (int i = 0; i < 9; i++)
                {
                    int at = (((k * 3) + c) * 9) + i;
                    expected += ((Tensor<float>)weights["conv1_1.weight"]).Span[at] * (colour[c] - mean[c]) / deviation[c];
                    found += ((Tensor<float>)imported["conv1_1.weight"]).Span[at] * ((255 * colour[c]) - preprocessing.Mean[c]) * preprocessing.Scale;
                }
            }

            Assert.Equal(expected, found, 1e-5); // float32 of the folded factors
        }
    }

    [Fact]
    public void Batch_normalisation_is_refused()
    {
        WeightSet weights = new();
        weights.Add("features.1.running_mean", new Tensor<float>(new Shape(4)));
        Assert.Contains("batch normalisation", Assert.Throws<WeightFormatException>(() => WeightImport.Convert(weights, "x")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, false, "<f4")]
    [InlineData(2, false, "<f4")]
    [InlineData(1, true, "<f4")]
    [InlineData(1, false, "<f8")]
    [InlineData(1, true, "<f2")]
    public void Npz_is_read(int version, bool fortran, string type)
    {
        // Elements 0..23 of [2, 3, 4] count up in C order.
        float[] values = [.. Enumerable.Range(0, 24).Select(i => (float)i)];
        if (fortran) values = [.. Enumerable.Range(0, 24).Select(i => (float)(((i % 2) * 12) + ((i / 2 % 3) * 4) + (i / 6)))];
        byte[] data = type switch
        {
            "<f8" => MemoryMarshal.AsBytes<double>(values.Select(v => (double)v).ToArray()).ToArray(),
            "<f2" => MemoryMarshal.AsBytes<Half>(values.Select(v => (Half)v).ToArray()).ToArray(),
            _ => MemoryMarshal.AsBytes<float>(values).ToArray(),
        };
        Tensor read = Npz(Npy(version, $"{{'descr': '{type}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': (2, 3, 4), }}", data))["a"];
        Assert.Equal(new Shape(2, 3, 4), read.Shape);
        WeightSet set = new();
        set.Add("a", read);
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (float)i), ((Tensor<float>)set.InPrecision(ElementType.Float32)["a"]).Span.ToArray());
    }

    [Theory]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 4, "|O")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 4, "does not fill")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 99999999999), }", 4, "too large")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", 4, "too large")]
    [InlineData("nonsense", 4, "nonsense")]
    public void A_damaged_npz_is_one_sentence(string header, int bytes, string said) =>
        Assert.Contains(said, Assert.Throws<WeightFormatException>(() => Npz(Npy(1, header, new byte[bytes]))).Message, StringComparison.Ordinal);

    private static Tensor<float> InputFirst(Tensor<float> weight)
    {
        int outputs = (int)weight.Shape[0], inputs = (int)weight.Shape[1];
        Tensor<float> result = new(new Shape(3, 3, inputs, outputs));
        for (int k = 0; k < outputs; k++)
            for (int c = 0; c < inputs; c++)
                for (int i = 0; i < 9; i++)
                    result.Span[(((i * inputs) + c) * outputs) + k] = weight.Span[(((k * inputs) + c) * 9) + i];
        return result;
    }

    private static byte[] Npy(int version, string header, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header + "\n");
        byte[] length = version == 1 ? [(byte)text.Length, 0] : [(byte)text.Length, 0, 0, 0];
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. text, .. data];
    }

    private WeightSet Npz(byte[] npy)
    {
        string path = Path.Combine(folder, "a.npz");
        using (ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            using Stream entry = zip.CreateEntry("a.npy").Open();
            entry.Write(npy);
        }

        return WeightFile.Read(path);
    }
}

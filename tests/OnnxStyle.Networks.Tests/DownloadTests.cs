using OnnxStyle.Tensors;

namespace OnnxStyle.Networks.Tests;

public sealed class DownloadTests : IDisposable
{
    private static readonly VggArchitecture Narrow = VggArchitecture.Uniform([2, 2, 4, 4, 4], [4, 5, 6, 7, 8]);
    private static readonly int[] Sequence = [0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34];
    private readonly string folder = Directory.CreateTempSubdirectory("download").FullName;
    private readonly List<(string Name, Tensor<float> Tensor)> state = [];

    public DownloadTests()
    {
        WeightSet weights = Networks.Seeded(Narrow, 21);
        int number = 0;
        foreach ((VggLayer layer, _) in Narrow.Convolutions())
        {
            state.Add(($"features.{Sequence[number]}.weight", (Tensor<float>)weights[$"{layer.Name}.weight"]));
            state.Add(($"features.{Sequence[number++]}.bias", (Tensor<float>)weights[$"{layer.Name}.bias"]));
        }

        // As in the real file, nine tenths are fully connected.
        state.Add(("classifier.0.weight", Networks.Noise(new Random(1), new Shape(500, 300), 1)));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(true, ElementType.Float32)]
    [InlineData(false, ElementType.Float32)]
    [InlineData(true, ElementType.Float16)]
    public async Task The_convolutions_are_fetched_and_nothing_else(bool zip, ElementType precision)
    {
        byte[] file = File(zip);
        using RangeServer server = new(file);
        List<(long Done, long Total)> seen = [];
        string path = await Download(server, file, new DownloadOptions { Precision = precision }).RunAsync(new Listener(seen.Add));
        Encoder encoder = Encoder.Open("net", folder);
        Assert.Equal(path, encoder.Card.File);
        Assert.Equal(precision, encoder.Card.Precision);
        Assert.Equal("none", encoder.Card.Licence);
        Assert.Equal(state[5].Tensor.Span.ToArray(), encoder.Bias("conv2_1").Span.ToArray().Select((value, i) => precision == ElementType.Float32 ? value : state[5].Tensor.Span[i]));
        long wanted = 4 * Narrow.ParameterCount;
        Assert.Equal((wanted, wanted), seen[^1]);
        Assert.True(seen.Zip(seen.Skip(1)).All(pair => pair.First.Done <= pair.Second.Done), "the progress goes back");
        Assert.InRange(server.Sent, wanted, wanted + 150_000); // the table: the tail of a zip is read 64 KiB deep
        Assert.Equal([path], Directory.GetFileSystemEntries(folder));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_breaks_off_is_taken_up_where_it_broke(bool zip)
    {
        byte[] file = File(zip);
        using RangeServer server = new(file) { Behave = (request, _) => new RangeServer.Answer { BreakAfter = request % 3 == 0 ? null : 1000 } };
        await Download(server, file, new DownloadOptions { Retries = 3 }).RunAsync();
        AssertInstalled();
    }

    [Fact]
    public async Task A_server_that_says_503_is_asked_again()
    {
        byte[] file = File(true);
        using RangeServer server = new(file) { Behave = (request, _) => new RangeServer.Answer { Status = request % 2 == 1 ? 503 : 206 } };
        await Download(server, file, new DownloadOptions { Retries = 2 }).RunAsync();
        AssertInstalled();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_falls_silent_is_asked_again(bool zip)
    {
        byte[] file = File(zip);
        using RangeServer server = new(file) { Behave = (request, _) => new RangeServer.Answer { BreakAfter = request == 6 ? 50 : null, ThenSilence = request == 6 } };
        await Download(server, file, new DownloadOptions { Patience = TimeSpan.FromSeconds(0.5) }).RunAsync();
        AssertInstalled();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_slow_server_is_waited_for_as_long_as_it_gives_something(bool zip)
    {
        byte[] file = File(zip);
        using RangeServer server = new(file)
        {
            Behave = (request, _) => request == 7 ? new RangeServer.Answer { Piece = 100, PieceDelay = TimeSpan.FromMilliseconds(60) } : new RangeServer.Answer(),
        };
        await Download(server, file, new DownloadOptions { Retries = 0, Patience = TimeSpan.FromSeconds(2) }).RunAsync();
        AssertInstalled();
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task What_passed_is_not_fetched_again(bool cancelled, bool zip)
    {
        byte[] file = File(zip);
        using CancellationTokenSource stop = new();
        using (RangeServer first = new(file))
        {
            first.Behave = (request, _) =>
            {
                if (request < 40) return new RangeServer.Answer();
                if (cancelled) stop.Cancel();
                return new RangeServer.Answer { BreakAfter = 0 };
            };
            ModelDownload download = Download(first, file, new DownloadOptions { Retries = 1 });
            if (cancelled) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download.RunAsync(cancellationToken: stop.Token));
            else await Assert.ThrowsAsync<DownloadException>(() => download.RunAsync());
            Assert.False(System.IO.File.Exists(download.TargetPath));
            Assert.NotEmpty(Directory.GetFiles(download.PartsFolder));
        }

        string part = Directory.GetFiles(Download(new Uri("http://127.0.0.1/"), file.Length).PartsFolder).Order().First();
        byte[] damaged = await System.IO.File.ReadAllBytesAsync(part);
        damaged[0] ^= 1;
        await System.IO.File.WriteAllBytesAsync(part, damaged);
        using RangeServer second = new(file);
        await Download(second, file).RunAsync();
        Assert.InRange(second.Requests, 1, 55); // about 16 of 32 storages at two requests each, and the table
        AssertInstalled();
    }

    [Fact]
    public async Task A_storage_with_a_wrong_sum_is_never_installed()
    {
        byte[] file = File(true);
        int at = file.AsSpan().IndexOf(state[0].Tensor.Bytes);
        using RangeServer server = new(file) { Behave = (_, from) => new RangeServer.Answer { FlipAt = from == at ? 3 : null } };
        await Fails(server, file, "CRC-32");
    }

    [Fact]
    public async Task Without_sums_a_count_that_does_not_fit_is_never_installed()
    {
        byte[] file = File(false);
        int at = file.AsSpan().IndexOf(state[2].Tensor.Bytes) - sizeof(long);
        using RangeServer server = new(file) { Behave = (_, from) => new RangeServer.Answer { FlipAt = from == at ? 0 : null } };
        await Fails(server, file, "elements");
    }

    /// <summary>Files that PyTorch itself wrote, in both formats: VGG-19 with one channel a layer, see <c>Reference/make.py</c>.</summary>
    [Theory]
    [InlineData("vgg-zip.pth", true)]
    [InlineData("vgg-stream.pth", false)]
    public async Task Files_of_PyTorch_are_fetched_from_a_server_that_breaks_off(string name, bool sums)
    {
        byte[] file = await System.IO.File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Reference", name));
        using RangeServer server = new(file) { Behave = (request, _) => new RangeServer.Answer { BreakAfter = request % 2 == 0 ? null : 20 } };
        VggArchitecture single = VggArchitecture.Uniform([2, 2, 4, 4, 4], [1, 1, 1, 1, 1]);
        ModelDownload download = Download(server.Url, file.Length, new DownloadOptions { Retries = 2 }, single);
        Assert.Null(download.HasSums);
        await download.RunAsync();
        Assert.Equal(sums, download.HasSums);
        Encoder encoder = Encoder.Open("net", folder);
        Assert.Equal(single.ToString(), encoder.Card.Architecture.ToString());

        // Filter i of the sequence, from 0, holds 10 i, 10 i + 1, ...; its bias is 10 i + 9. The first is folded with the colours' deviations.
        Assert.Equal(Enumerable.Range(150, 9).Select(i => (float)i), encoder.Weight("conv5_4").Span.ToArray());
        Assert.Equal([159f], encoder.Bias("conv5_4").Span.ToArray());
    }

    [Fact]
    public void A_whole_file_is_the_published_one_or_an_error()
    {
        byte[] file = File(true);
        string digits = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file)), path = Path.Combine(folder, "whole.pth");
        ModelEntry entry = Entry(new Uri("https://example.org/models/whole.pth"), file.Length, Narrow) with { Sha256Prefix = digits[..8] };
        Assert.Equal("whole.pth", entry.FileName);
        System.IO.File.WriteAllBytes(path, file);
        Assert.Equal(digits, entry.CheckFile(path));
        file[^1] ^= 1;
        System.IO.File.WriteAllBytes(path, file);
        Assert.Contains("SHA-256", Assert.Throws<WeightFormatException>(() => entry.CheckFile(path)).Message, StringComparison.Ordinal);
        System.IO.File.WriteAllBytes(path, file[..^1]);
        Assert.Contains($"{file.Length - 1} bytes where the catalogue names {file.Length}", Assert.Throws<WeightFormatException>(() => entry.CheckFile(path)).Message, StringComparison.Ordinal);
        Assert.Throws<WeightFormatException>(() => entry.CheckFile(path + "x"));
    }

    [Fact]
    public void A_file_of_the_catalogue_is_known_by_its_name_and_its_name_carries_its_digits()
    {
        ModelEntry vgg = ModelCatalogue.Find("vgg19");
        Assert.Same(vgg, ModelCatalogue.OfFile($"some/folder/{vgg.FileName}"));
        Assert.Null(ModelCatalogue.OfFile("vgg19.pth"));
        Assert.Contains($"-{vgg.Sha256Prefix}.", vgg.FileName, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_damaged_transfer_is_repeated()
    {
        byte[] file = File(true);
        int at = file.AsSpan().IndexOf(state[0].Tensor.Bytes), times = 0;
        using RangeServer server = new(file) { Behave = (_, from) => new RangeServer.Answer { FlipAt = from == at && times++ == 0 ? 3 : null } };
        await Download(server, file).RunAsync();
        AssertInstalled();
    }

    [Fact]
    public async Task A_server_without_ranges_is_an_error()
    {
        byte[] file = File(true);
        using RangeServer server = new(file) { Behave = (_, _) => new RangeServer.Answer { Status = 200 } };
        await Fails(server, file, "whole file");
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(416)]
    public async Task A_refusal_is_an_error(int status)
    {
        byte[] file = File(true);
        using RangeServer server = new(file) { Behave = (_, _) => new RangeServer.Answer { Status = status } };
        await Fails(server, file, status == 416 ? "shorter" : $"{status}");
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task Another_part_than_the_one_asked_for_is_an_error()
    {
        byte[] file = File(true);
        using RangeServer server = new(file) { Behave = (_, _) => new RangeServer.Answer { Shift = 1 } };
        await Fails(server, file, "asked for");
    }

    [Fact]
    public async Task A_file_of_another_length_is_an_error()
    {
        byte[] file = File(true);
        using RangeServer server = new(file) { Behave = (_, _) => new RangeServer.Answer { Total = file.Length + 1 } };
        await Fails(server, file, "catalogue");
    }

    [Fact]
    public async Task A_file_that_changes_meanwhile_is_an_error()
    {
        byte[] file = File(true);
        using RangeServer server = new(file) { Behave = (request, _) => new RangeServer.Answer { Tag = request < 9 ? "old" : "new" } };
        await Fails(server, file, "changed");
    }

    [Fact]
    public async Task A_page_instead_of_the_file_is_an_error()
    {
        byte[] file = new byte[200_000];
        "<html>not found</html>"u8.CopyTo(file);
        using RangeServer server = new(file);
        await Fails(server, file, "torch.save");
    }

    [Fact]
    public async Task Nobody_there_is_an_error() =>
        await Assert.ThrowsAsync<DownloadException>(() => Download(new Uri("http://127.0.0.1:9/x.pth"), 1000, new DownloadOptions { Retries = 1 }).RunAsync());

    private byte[] File(bool zip) => zip ? TorchWriter.Zip(state) : TorchWriter.Stream(state);

    private ModelDownload Download(RangeServer server, byte[] file, DownloadOptions? options = null) => Download(server.Url, file.Length, options);

    private ModelDownload Download(Uri url, long bytes, DownloadOptions? options = null, VggArchitecture? architecture = null) =>
        new(Entry(url, bytes, architecture ?? Narrow), (options ?? new DownloadOptions()) with { Folder = folder, FirstWait = TimeSpan.FromMilliseconds(1) });

    private static ModelEntry Entry(Uri url, long bytes, VggArchitecture architecture) => new()
    {
        Name = "net",
        Description = "a network of a test",
        Licence = "none",
        Origin = "a test",
        Url = url,
        Bytes = bytes,
        Sha256Prefix = "0a1b2c3d",
        Convention = WeightConvention.TorchVision,
        Architecture = architecture,
    };

    private async Task Fails(RangeServer server, byte[] file, string said)
    {
        DownloadException error = await Assert.ThrowsAsync<DownloadException>(() => Download(server, file, new DownloadOptions { Retries = 1 }).RunAsync());
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder, "*.safetensors"));
    }

    private void AssertInstalled()
    {
        Encoder encoder = Encoder.Open("net", folder);
        for (int i = 1; i < 16; i++)
            Assert.True(state[2 * i].Tensor.Span.SequenceEqual(encoder.Weight(Narrow.Convolutions().ElementAt(i).Layer.Name).Span), $"convolution {i}");
        Assert.Single(Directory.GetFileSystemEntries(folder));
    }

    private sealed class Listener(Action<(long Done, long Total)> heard) : IProgress<(long Done, long Total)>
    {
        public void Report((long Done, long Total) value) => heard(value);
    }
}

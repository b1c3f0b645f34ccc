using System.Globalization;
using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>
/// Fetches the convolutions of a model from its public home, without the nine tenths of the file that are fully connected layers, and
/// installs them in the form that <see cref="Encoder.Open"/> takes.
/// </summary>
/// <remarks>
/// The table of the file is read by HTTP ranges, then each storage that is wanted. In the zip format each is checked by the CRC-32 of its entry. The
/// format of torch.save before 1.6 (torchvision's VGG files are in it) has no sums: there the length of the whole, the list of storages, the element
/// count before each, names, shapes, the architecture and that every number is finite are checked, and the numbers are as good as the connection.
/// The digits of the file's SHA-256 are of the whole file, which is not fetched: <see cref="ModelEntry.CheckFile"/> is for who has it.
/// A storage that passed is kept in <c>NAME-DIGITS.part</c> beside the model until all are there, so a new run goes on where the last ended.
/// </remarks>
public sealed class ModelDownload
{
    private const int LargestPartCount = 10_000;
    private static readonly Lazy<HttpClient> Client = new(MakeClient);
    private readonly ModelEntry model;
    private readonly DownloadOptions options;

    /// <summary>Prepares to fetch a model. Nothing is read yet.</summary>
    /// <param name="model">A row of the <see cref="ModelCatalogue"/>.</param>
    /// <param name="options">Folder, precision and patience; null for the defaults.</param>
    /// <exception cref="OptionsException">An option is out of its range.</exception>
    public ModelDownload(ModelEntry model, DownloadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        this.options = options ?? new DownloadOptions();
        this.options.Validate();
    }

    /// <summary>Where the model will be installed.</summary>
    public string TargetPath => ModelFolder.PathOf(model.Name, options.Folder);

    /// <summary>Where the parts lie that arrived before all were there.</summary>
    public string PartsFolder => Path.Combine(Path.GetDirectoryName(TargetPath)!, $"{model.Name}-{model.Sha256Prefix}.part");

    /// <summary>Whether the file carries a CRC-32 for each part, which is then checked; null before it was opened.</summary>
    public bool? HasSums { get; private set; }

    /// <summary>Fetches, checks, converts and installs.</summary>
    /// <param name="progress">Bytes that are here, and all that are wanted. It never goes back.</param>
    /// <param name="cancellationToken">Stops between two reads; what passed its check is kept.</param>
    /// <returns>The installed file.</returns>
    /// <exception cref="DownloadException">The server cannot be reached, does not answer ranges, or gives something else than the catalogue names.</exception>
    /// <exception cref="FileWriteException">The folder cannot be written to, or the disk is full.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<string> RunAsync(IProgress<(long Done, long Total)>? progress = null, CancellationToken cancellationToken = default)
    {
        HttpByteSource source = HttpByteSource.Open(Client.Value, model.Url, model.Bytes, options);
        WeightSet weights;
        try
        {
            TorchFile file = await TorchFile.OpenAsync(source, cancellationToken).ConfigureAwait(false);
            HasSums = file.HasSums;
            MakeFolder(PartsFolder);
            weights = WeightImport.Convert(await FetchAsync(file, source, progress, cancellationToken).ConfigureAwait(false), model.Url.ToString(), new ImportOptions
            {
                Convention = model.Convention,
                Precision = options.Precision,
                Licence = model.Licence,
                Origin = model.Origin,
            });
        }
        catch (WeightFormatException error)
        {
            throw new DownloadException(model.Url, $"{error.Problem} What the server gives is not the file that the catalogue names; try again later or from another network.", error);
        }

        string found = VggArchitecture.FromWeights(weights.Shapes(), model.Url.ToString()).ToString();
        if (found != model.Architecture.ToString()) throw new DownloadException(model.Url, $"the network there is {found} where the catalogue names {model.Architecture}.");
        WeightFile.Save(weights, TargetPath);
        Directory.Delete(PartsFolder, recursive: true);
        return TargetPath;
    }

    private async Task<WeightSet> FetchAsync(TorchFile file, HttpByteSource source, IProgress<(long Done, long Total)>? progress, CancellationToken cancellationToken)
    {
        TorchTensor[] wanted = [.. file.Tensors.Where(tensor => !WeightNames.IsDense(tensor.Name))];
        if (wanted.Length is 0 or > LargestPartCount) throw new DownloadException(model.Url, $"the file there has {wanted.Length} tensors of convolutions.");
        PickleStorage[] storages = [.. wanted.Select(tensor => tensor.Storage).DistinctBy(storage => storage.Key)];
        long total = storages.Sum(storage => storage.Elements * storage.Element.SizeBytes), done = 0, finished = 0, limit = 0;
        progress?.Report((done, total));

        // The headers before a storage arrive too; the limit keeps them from counting beyond it.
        source.Arrived = count => progress?.Report((done = Math.Min(done + count, limit), total));
        Dictionary<string, byte[]> bytes = new(StringComparer.Ordinal);
        for (int i = 0; i < storages.Length; i++)
        {
            limit = finished + (storages[i].Elements * storages[i].Element.SizeBytes);
            byte[] part = await PartAsync(file, storages[i], i, cancellationToken).ConfigureAwait(false);
            bytes.Add(storages[i].Key, part);
            finished += part.Length;
            done = finished;
            progress?.Report((finished, total));
        }

        WeightSet weights = new();
        foreach (TorchTensor tensor in wanted) weights.Add(tensor.Name, TorchFile.Cut(tensor, bytes[tensor.Storage.Key]));
        return weights;
    }

    // A part is named by its number and its CRC-32, so that a damaged leftover is known as one.
    private async Task<byte[]> PartAsync(TorchFile file, PickleStorage storage, int number, CancellationToken cancellationToken)
    {
        long size = storage.Elements * storage.Element.SizeBytes;
        string prefix = string.Create(CultureInfo.InvariantCulture, $"{number:d4}-{size}-");
        foreach (string path in Directory.GetFiles(PartsFolder, prefix + "*"))
        {
            byte[] kept = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
            if (kept.Length == size && Path.GetFileName(path) == NameOf(prefix, kept)) return kept;
            File.Delete(path);
        }

        byte[] bytes;
        try
        {
            bytes = await file.ReadStorageAsync(storage, cancellationToken).ConfigureAwait(false);
        }
        catch (WeightFormatException)
        {
            // Damaged on the way, perhaps: once more, then it is the server's.
            bytes = await file.ReadStorageAsync(storage, cancellationToken).ConfigureAwait(false);
        }

        AtomicFile.WriteAllBytes(Path.Combine(PartsFolder, NameOf(prefix, bytes)), bytes);
        return bytes;
    }

    private static string NameOf(string prefix, byte[] bytes) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{Crc32.Of(bytes):x8}");

    private static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileWriteException(folder, error.Message.TrimEnd('.'), $"Set {ModelFolder.HomeVariable} to a folder that can be written to.", error);
        }
    }

    private static HttpClient MakeClient()
    {
        HttpClient client = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(20), PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("onnxstyle");
        return client;
    }
}

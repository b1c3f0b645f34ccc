using OnnxStyle.Imaging;

namespace OnnxStyle.Recommender;

/// <summary>Finds the pictures of works and has them embedded. It serves one caller at a time.</summary>
internal sealed class PictureReader : IDisposable
{
    private static readonly string[] Endings = [".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".avif", ".heic"];
    private readonly PictureOptions options;
    private readonly PictureEmbedder embedder;
    private readonly PictureJournal? journal;

    /// <summary>Prepares the encoder.</summary>
    /// <param name="options">The folder and the encoder.</param>
    /// <param name="journal">Where vectors are kept for another run; null: nowhere. It stays the caller's.</param>
    /// <exception cref="CatalogueException">There is no such folder.</exception>
    public PictureReader(PictureOptions options, PictureJournal? journal)
    {
        if (!Directory.Exists(options.Folder)) throw new CatalogueException(options.Folder, "is no folder of pictures; check the path");
        this.options = options;
        this.journal = journal;
        embedder = new PictureEmbedder(options);
    }

    /// <summary>See <see cref="PictureEmbedder.Blocks"/>.</summary>
    public IReadOnlyList<int> Blocks => embedder.Blocks;

    /// <summary>See <see cref="PictureEmbedder.Fingerprint"/>.</summary>
    public string Fingerprint => embedder.Fingerprint;

    /// <summary>The picture of a work.</summary>
    /// <param name="work">The work.</param>
    /// <param name="problems">Receives why there is none.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The file relative to the folder and its vectors; empty and null where there is none.</returns>
    public (string File, PictureVectors? Vectors) Read(CatalogueWork work, List<CatalogueProblem> problems, CancellationToken cancellationToken)
    {
        (string file, PictureVectors? vectors, _) = ReadKept(work, problems, cancellationToken);
        return (file, vectors);
    }

    /// <summary>As <see cref="Read"/>, and the key by which the journal has the vectors now; null where there is no picture or no journal.</summary>
    public (string File, PictureVectors? Vectors, string? Key) ReadKept(CatalogueWork work, List<CatalogueProblem> problems, CancellationToken cancellationToken)
    {
        string file = FileOf(work);
        if (file.Length == 0)
        {
            string wanted = work["image_path"] is { Length: > 0 } given ? given : work.Id + Endings[0];
            problems.Add(new CatalogueProblem(work.Line, $"has no picture: '{wanted}' is not in the folder", LeftOut: false));
            return ("", null, null);
        }

        cancellationToken.ThrowIfCancellationRequested();
        string path = Path.Combine(options.Folder, file);
        try
        {
            if (journal is null) return (file, embedder.Embed(Load(path), cancellationToken), null);
            string key = PictureJournal.Key(embedder.Fingerprint, path);
            if (journal.Find(key) is PictureVectors known) return (file, known, key);
            PictureVectors vectors = embedder.Embed(Load(path), cancellationToken);
            journal.Append(key, vectors);
            return (file, vectors, key);
        }
        catch (Exception error) when (error is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            problems.Add(new CatalogueProblem(work.Line, $"has a picture that cannot be read: {error.Message.TrimEnd('.')}", LeftOut: false));
            return ("", null, null);
        }
    }

    /// <summary>The vectors of a picture that <see cref="ReadKept"/> gave a key for.</summary>
    public PictureVectors Again(string key) => journal!.Read(key);

    public void Dispose() => embedder.Dispose();

    // A picture far larger than the square is made smaller while it is decoded; the rest is done with a better filter.
    private Image Load(string path)
    {
        ImageInfo info = ImageFile.Inspect(path);
        double shrink = 2.0 * embedder.Side / Math.Min(info.Width, info.Height);
        return ImageFile.Load(path, shrink >= 1 ? null : new ImageLoadOptions { Size = ImageSize.Parse($"{(int)Math.Ceiling(shrink * Math.Max(info.Width, info.Height))}") });
    }

    private string FileOf(CatalogueWork work) => work["image_path"] is { Length: > 0 } given
        ? File.Exists(Path.Combine(options.Folder, given)) ? given : ""
        : Endings.Select(ending => work.Id + ending).FirstOrDefault(name => File.Exists(Path.Combine(options.Folder, name))) ?? "";
}

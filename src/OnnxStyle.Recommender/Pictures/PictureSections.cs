using OnnxStyle.Imaging;

namespace OnnxStyle.Recommender;

/// <summary>Reads the pictures of a catalogue and makes the parts of an index from them.</summary>
internal sealed class PictureSections
{
    private static readonly string[] Endings = [".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".avif", ".heic"];
    private readonly PictureOptions options;
    private readonly string[] files;
    private readonly PictureVectors?[] vectors;
    private readonly int[] blocks;

    private PictureSections(PictureOptions options, string[] files, PictureVectors?[] vectors, int[] blocks)
    {
        this.options = options;
        this.files = files;
        this.vectors = vectors;
        this.blocks = blocks;
    }

    public int Pictures => vectors.Count(found => found is not null);

    public static PictureSections Read(
        IReadOnlyList<CatalogueWork> works, PictureOptions options, List<CatalogueProblem> problems, IProgress<IndexProgress>? progress, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(options.Folder)) throw new CatalogueException(options.Folder, "is no folder of pictures; check the path");
        using PictureEmbedder embedder = new(options);
        string[] files = new string[works.Count];
        PictureVectors?[] vectors = new PictureVectors?[works.Count];
        for (int i = 0; i < works.Count; i++)
        {
            files[i] = FileOf(works[i], options.Folder);
            try
            {
                if (files[i].Length == 0) problems.Add(new CatalogueProblem(works[i].Line, $"has no picture: '{(works[i]["image_path"] is { Length: > 0 } given ? given : works[i].Id + ".jpg")}' is not in the folder", LeftOut: false));
                else vectors[i] = embedder.Embed(Load(Path.Combine(options.Folder, files[i]), options.Side), cancellationToken);
            }
            catch (ImageFormatException error)
            {
                files[i] = "";
                problems.Add(new CatalogueProblem(works[i].Line, $"has a picture that cannot be read: {error.Message.TrimEnd('.')}", LeftOut: false));
            }

            progress?.Report(new IndexProgress(i + 1, works.Count));
        }

        return new PictureSections(options, files, vectors, [.. embedder.Blocks]);
    }

    public void Write(IndexWriter writer)
    {
        writer.AddTexts("image", files);
        int[] present = [.. Enumerable.Range(0, vectors.Length).Where(row => vectors[row] is not null)];
        if (present.Length == 0) return;
        writer.Add("palette", Spread(Rows(present, found => found.Palette), Palette.Size, present));
        writer.Add("picture", Spread(Standardized(Rows(present, found => found.Features)), blocks.Sum(), present));

        int triangle = vectors[present[0]]!.Texture.Length, count = Math.Min(options.TextureSize, Math.Min(triangle, present.Length));
        float[] texture = Rows(present, found => found.Texture);
        PrincipalComponents.Centre(texture, triangle);
        writer.Add("texture", Spread(PrincipalComponents.Project(texture, triangle, count), count, present));
    }

    // A picture far larger than the square is made smaller while it is decoded; the rest is done with a better filter.
    private static Image Load(string path, int side)
    {
        ImageInfo info = ImageFile.Inspect(path);
        double shrink = 2.0 * side / Math.Min(info.Width, info.Height);
        return ImageFile.Load(path, shrink >= 1 ? null : new ImageLoadOptions { Size = ImageSize.Parse($"{(int)Math.Ceiling(shrink * Math.Max(info.Width, info.Height))}") });
    }

    private static string FileOf(CatalogueWork work, string folder) => work["image_path"] is { Length: > 0 } given
        ? File.Exists(Path.Combine(folder, given)) ? given : ""
        : Endings.Select(ending => work.Id + ending).FirstOrDefault(name => File.Exists(Path.Combine(folder, name))) ?? "";

    private float[] Rows(int[] present, Func<PictureVectors, float[]> of) => [.. present.SelectMany(row => of(vectors[row]!))];

    // Activations are never negative and differ in size by layer: as they are, all cosines would be near 1. So each element loses its mean over the pictures and
    // is divided by its deviation, and each block by the root of its length, so that every layer has the same say.
    private float[] Standardized(float[] rows)
    {
        int size = blocks.Sum(), n = rows.Length / size;
        int[] blockOf = [.. blocks.SelectMany(length => Enumerable.Repeat(length, length))];
        PrincipalComponents.Centre(rows, size);
        for (int column = 0; column < size; column++)
        {
            double squares = 0;
            for (int row = 0; row < n; row++) squares += (double)rows[(row * size) + column] * rows[(row * size) + column];
            double scale = squares == 0 ? 0 : 1 / Math.Sqrt(squares / n * blockOf[column]);
            for (int row = 0; row < n; row++) rows[(row * size) + column] *= (float)scale;
        }

        return rows;
    }

    // Rows of length 1 for all works; zeros for those without a picture.
    private float[] Spread(float[] rows, int size, int[] present)
    {
        Vectors.NormalizeRows(rows, size);
        float[] all = new float[vectors.Length * size];
        for (int i = 0; i < present.Length; i++) rows.AsSpan(i * size, size).CopyTo(all.AsSpan(present[i] * size));
        return all;
    }
}

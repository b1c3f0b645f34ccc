namespace OnnxStyle.Recommender;

/// <summary>
/// What the pictures of an index are measured against: the mean and scale of every feature, and the mean and first directions of their textures. It is
/// learnt from the pictures of the first indexing and kept, so that a picture that comes later gets the vector that it would have got then.
/// </summary>
internal sealed class PictureBasis
{
    private const string MeanSection = "picture.mean";
    private const string ScaleSection = "picture.scale";
    private const string TextureMeanSection = "texture.mean";
    private const string DirectionsSection = "texture.directions";
    private readonly float[] mean;
    private readonly float[] scale;
    private readonly float[] textureMean;
    private readonly float[] directions; // [count, textureMean.Length]

    public PictureBasis(float[] mean, float[] scale, float[] textureMean, float[] directions)
    {
        this.mean = mean;
        this.scale = scale;
        this.textureMean = textureMean;
        this.directions = directions;
    }

    /// <summary>Mean and scale of the features, mean and directions of the textures: what the constructor takes.</summary>
    public IReadOnlyList<float[]> Arrays => [mean, scale, textureMean, directions];

    /// <summary>Elements of a picture's vector.</summary>
    public int PictureSize => mean.Length;

    /// <summary>Elements of a texture's vector.</summary>
    public int TextureSize => directions.Length / textureMean.Length;

    /// <summary>Learns from pictures, of which there is at least one.</summary>
    /// <param name="pictures">What the encoder says of each. They are asked for one by one and many times, so that a list may read them from a file.</param>
    /// <param name="blocks">See <see cref="PictureEmbedder.Blocks"/>.</param>
    /// <param name="textureSize">The most elements of a texture's vector.</param>
    public static PictureBasis Learn(IReadOnlyList<PictureVectors> pictures, IReadOnlyList<int> blocks, int textureSize)
    {
        // Activations are never negative and differ in size by layer: as they are, all cosines would be near 1. So each element loses its mean over the pictures and
        // is divided by its deviation, and each block by the root of its length, so that every layer has the same say.
        float[] features = [.. pictures.SelectMany(picture => picture.Features)];
        int size = blocks.Sum(), n = pictures.Count;
        int[] blockOf = [.. blocks.SelectMany(length => Enumerable.Repeat(length, length))];
        float[] mean = PrincipalComponents.Centre(features, size), scale = new float[size];
        for (int column = 0; column < size; column++)
        {
            double squares = 0;
            for (int row = 0; row < n; row++) squares += (double)features[(row * size) + column] * features[(row * size) + column];
            scale[column] = squares == 0 ? 0 : (float)(1 / Math.Sqrt(squares / n * blockOf[column]));
        }

        int triangle = pictures[0].Texture.Length;
        double[] sums = new double[triangle];
        for (int row = 0; row < n; row++)
        {
            float[] texture = pictures[row].Texture;
            for (int i = 0; i < triangle; i++) sums[i] += texture[i];
        }

        float[] textureMean = [.. sums.Select(sum => (float)(sum / n))];
        return new PictureBasis(mean, scale, textureMean, PrincipalComponents.Directions(n, row => Minus(pictures[row].Texture, textureMean), triangle, Math.Min(textureSize, Math.Min(triangle, n))));
    }

    /// <summary>The basis of an index, or null where it has none.</summary>
    public static PictureBasis? Read(IndexFile file)
    {
        if (!file.Has(MeanSection)) return null;
        float[] mean = file.Section<float>(MeanSection).ToArray(), textureMean = file.Section<float>(TextureMeanSection).ToArray(), directions = file.Section<float>(DirectionsSection).ToArray();
        if (textureMean.Length == 0 || directions.Length == 0 || directions.Length % textureMean.Length != 0) throw file.Damaged($"has {directions.Length} elements in its part '{DirectionsSection}'");
        return new PictureBasis(mean, file.Section<float>(ScaleSection, mean.Length).ToArray(), textureMean, directions);
    }

    public void Write(IndexWriter writer)
    {
        writer.Add(MeanSection, mean);
        writer.Add(ScaleSection, scale);
        writer.Add(TextureMeanSection, textureMean);
        writer.Add(DirectionsSection, directions);
    }

    /// <summary>Whether pictures of such vectors can be measured here.</summary>
    public bool Fits(PictureVectors picture) => picture.Features.Length == mean.Length && picture.Texture.Length == textureMean.Length;

    /// <summary>The vector [PictureSize] of a picture, of length 1 or 0.</summary>
    public float[] Picture(PictureVectors picture)
    {
        float[] vector = new float[mean.Length];
        for (int i = 0; i < vector.Length; i++) vector[i] = (picture.Features[i] - mean[i]) * scale[i];
        Vectors.NormalizeRows(vector, vector.Length);
        return vector;
    }

    /// <summary>The vector [TextureSize] of a picture's texture, of length 1 or 0.</summary>
    public float[] Texture(PictureVectors picture)
    {
        float[] centred = Minus(picture.Texture, textureMean);
        float[] vector = PrincipalComponents.Coordinates(centred, directions, centred.Length);
        Vectors.NormalizeRows(vector, vector.Length);
        return vector;
    }

    private static float[] Minus(float[] row, float[] mean)
    {
        float[] difference = new float[row.Length];
        for (int i = 0; i < difference.Length; i++) difference[i] = row[i] - mean[i];
        return difference;
    }
}

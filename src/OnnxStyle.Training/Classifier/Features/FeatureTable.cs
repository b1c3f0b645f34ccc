namespace OnnxStyle.Training;

/// <summary>The features of labelled pictures.</summary>
public sealed class FeatureTable
{
    internal FeatureTable(IReadOnlyList<LabeledPicture> pictures, IReadOnlyList<string> labels, IReadOnlyList<float[]> rows, IReadOnlyList<int> blocks)
    {
        Pictures = pictures;
        Labels = labels;
        Rows = rows;
        Blocks = blocks;
        Classes = [.. pictures.Select(picture => Array.IndexOf([.. labels], picture.Label))];
    }

    /// <summary>The pictures, one a row.</summary>
    public IReadOnlyList<LabeledPicture> Pictures { get; }

    /// <summary>The names of the classes, in ordinal order.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The class of each row, an index into <see cref="Labels"/>.</summary>
    public IReadOnlyList<int> Classes { get; }

    /// <summary>The features of each picture.</summary>
    public IReadOnlyList<float[]> Rows { get; }

    /// <summary>See <see cref="FeatureExtractor.Blocks"/>.</summary>
    public IReadOnlyList<int> Blocks { get; }

    /// <summary>Some rows behind each other, [count, features].</summary>
    internal float[] Gather(IReadOnlyList<int> rows) => [.. rows.SelectMany(row => Rows[row])];

    /// <summary>The classes of some rows.</summary>
    internal int[] ClassesOf(IReadOnlyList<int> rows) => [.. rows.Select(row => Classes[row])];
}

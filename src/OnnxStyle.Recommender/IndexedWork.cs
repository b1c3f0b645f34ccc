namespace OnnxStyle.Recommender;

/// <summary>What an index knows of a work.</summary>
public sealed record IndexedWork
{
    /// <summary>Its row in the index, from 0, in the order of the catalogue.</summary>
    public required int Row { get; init; }

    /// <summary>Its id in the catalogue.</summary>
    public required string Id { get; init; }

    /// <summary>Its title, or empty.</summary>
    public required string Title { get; init; }

    /// <summary>Its artist, or empty.</summary>
    public required string Artist { get; init; }

    /// <summary>Its picture, relative to <see cref="ArtIndex.PictureFolder"/>; empty where it has none.</summary>
    public required string Image { get; init; }

    /// <summary>Its type of each kind of metadata of the index; empty where it has none.</summary>
    public required IReadOnlyList<string> Types { get; init; }
}

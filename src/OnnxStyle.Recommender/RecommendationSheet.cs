using System.Globalization;
using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>A contact sheet of a work and the works recommended for it.</summary>
public static class RecommendationSheet
{
    private const int CaptionLines = 10;
    private const int LongestTitle = 60; // characters, three lines or so
    private const int LegibleColumn = 120; // pixels: some twenty of the smallest letters

    /// <summary>Draws the work first, then the others by distance, each with its id, title, distance and the distances of its parts; a work without a picture is a grey tile.</summary>
    /// <param name="index">The index.</param>
    /// <param name="id">The work.</param>
    /// <param name="options">How works are recommended; null for the defaults.</param>
    /// <param name="folder">The folder of the pictures; null: that of the index.</param>
    /// <param name="look">How the sheet looks; null for the defaults.</param>
    /// <param name="columns">Pictures in a row, 1 or more.</param>
    /// <exception cref="OptionsException">An option does not work, or the index has no pictures.</exception>
    /// <exception cref="UnknownWorkException">There is no such work.</exception>
    /// <exception cref="ImageFormatException">A picture cannot be read any more.</exception>
    public static Image Draw(ArtIndex index, string id, QueryOptions? options = null, string? folder = null, ContactSheetOptions? look = null, int columns = 4)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        string from = folder ?? index.PictureFolder ?? throw new OptionsException(nameof(RecommendationSheet), ["Pictures: the index was made without; make it again with pictures"]);
        IReadOnlyList<Recommendation> found = index.Query(id, options);
        IndexedWork work = index.Work(index.Row(id));
        ContactSheetOptions chosen = Legible(look ?? new ContactSheetOptions());
        ContactSheet sheet = new(chosen) { Title = work.Title.Length > 0 ? work.Title : work.Id };
        sheet.Put(0, 0, Picture(work, from, chosen.CellSide), $"{work.Id}\n(asked for)");
        for (int i = 0; i < found.Count; i++)
        {
            IEnumerable<string> parts = found[i].Parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Name} {part.Distance:0.00}"));
            string[] shared = found[i].SharedKinds.Count == 0 ? [] : [$"same {string.Join(", ", found[i].SharedKinds)}"];
            sheet.Put((i + 1) / columns, (i + 1) % columns, Picture(found[i].Work, from, chosen.CellSide),
                string.Join('\n', [.. Names(found[i].Work), string.Create(CultureInfo.InvariantCulture, $"distance {found[i].Distance:0.000}"), .. parts, .. shared]));
        }

        return sheet.Render();
    }

    // Captions keep their lines however small the pictures are: the letters shrink with the cells to a height of 7 pixels, and columns are wide enough for a line.
    private static ContactSheetOptions Legible(ContactSheetOptions look) => look with
    {
        TextScale = Math.Min(look.TextScale, Math.Max(1, look.CellSide / 128f)),
        MostLines = Math.Max(look.MostLines, CaptionLines),
        LeastColumn = Math.Max(look.LeastColumn, LegibleColumn),
    };

    // The id, with which the catalogue is searched, and the title, cut where it would fill the caption.
    private static IEnumerable<string> Names(IndexedWork work) =>
        work.Title.Length == 0 ? [work.Id] : [work.Id, work.Title.Length <= LongestTitle ? work.Title : $"{work.Title.AsSpan(0, LongestTitle).TrimEnd()}..."];

    private static Image Picture(IndexedWork work, string folder, int side) =>
        work.Image.Length == 0 ? Image.Filled(side, side, 0.8f, 0.8f, 0.8f) : ImageFile.Load(Path.Combine(folder, work.Image));
}

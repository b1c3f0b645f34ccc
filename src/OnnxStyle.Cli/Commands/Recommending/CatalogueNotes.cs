using OnnxStyle.Recommender;

namespace OnnxStyle.Cli.Commands;

/// <summary>What is said about a catalogue while it is read.</summary>
internal static class CatalogueNotes
{
    /// <summary>What becomes of pictures when an indexing is stopped.</summary>
    public const string Kept = "the index stays as it is, and the pictures read so far are kept beside it: the same command goes on from there";

    /// <summary>The same of an index in a database.</summary>
    public const string KeptInDatabase = "what was read is kept in the database: the same command, here or elsewhere, goes on from there";

    private const int MostProblemsShown = 20;

    /// <summary>Names problems with their lines, the first ones only unless all are wanted.</summary>
    public static void Name(Terminal terminal, string catalogue, IReadOnlyList<CatalogueProblem> problems)
    {
        int shown = terminal.Verbose ? problems.Count : MostProblemsShown;
        foreach (CatalogueProblem problem in problems.Take(shown)) terminal.Note($"{catalogue}, {problem}.");
        if (problems.Count > shown) terminal.Note($"{catalogue}: {problems.Count - shown} more lines; --verbose names all.");
    }

    /// <summary>How many pictures a stopped indexing had read, in brackets; empty: none.</summary>
    public static string OfThem(int kept) => kept == 0 ? "" : $" ({kept} of them kept from before)";

    /// <summary>A line each tenth of the pictures.</summary>
    public static IProgress<IndexProgress> Tenths(Terminal terminal) => new TenthsOf(terminal);

    private sealed class TenthsOf(Terminal terminal) : IProgress<IndexProgress>
    {
        public void Report(IndexProgress value)
        {
            if (value.Done * 10L / value.All > (value.Done - 1) * 10L / value.All) terminal.Note($"pictures: {value.Done} of {value.All} works");
        }
    }
}

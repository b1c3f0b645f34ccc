using System.CommandLine;
using System.Globalization;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Recommender;
using OnnxStyle.Recommender.Postgres;

namespace OnnxStyle.Cli.Commands;

/// <summary>Makes an index of a catalogue.</summary>
internal static class RecommendIndexCommand
{
    private const int RecallWorks = 20; // an exact search of 8,000 pictures takes seconds

    public static Command Create(Terminal terminal)
    {
        RecommendIndexOptionSet options = new();
        DocumentedCommand command = new(
            "index",
            "Make an index of a catalogue: CSV whose first line names the columns, with id among them; title, artist, text, image_path and any kinds of metadata are used where they are. What is broken is named with its line, and the rest is indexed.",
            "onnxstyle recommend index catalogue.csv -o catalogue.index",
            "onnxstyle recommend index catalogue.csv -o catalogue.index --ngrams 1-2 --stop-words english --min-df 2 --kinds style=0.5,subject=0.5",
            "onnxstyle recommend index catalogue.csv -o catalogue.index --images pictures --doc2vec dbow --min-count 2 --epochs 40",
            "onnxstyle recommend index catalogue.csv -o catalogue --store postgres --connection \"Host=db;Username=art;Database=art\"");
        options.AddTo(command);
        return command.Does(terminal, (parsed, cancellationToken) =>
        {
            RecommendIndexRequest request = options.Bind(parsed);
            if (request.Connection is null) OutputFile.PrepareFolder(request.Output);
            Catalogue catalogue = Catalogue.Read(request.Catalogue);
            CatalogueNotes.Name(terminal, request.Catalogue, catalogue.Problems);
            if (request.Connection is null) ToFile(terminal, request, catalogue, cancellationToken);
            else ToDatabase(terminal, request, catalogue, cancellationToken);
            terminal.Out.WriteLine(request.Output);
            return ExitCode.Done;
        });
    }

    private static void ToFile(Terminal terminal, RecommendIndexRequest request, Catalogue catalogue, CancellationToken cancellationToken)
    {
        terminal.WhenStopped = request.Options.Pictures is null ? "no index will be written" : CatalogueNotes.Kept;
        IndexBuild build = ArtIndexBuilder.Build(catalogue, request.Output, request.Options, CatalogueNotes.Tenths(terminal), cancellationToken);
        CatalogueNotes.Name(terminal, request.Catalogue, build.Problems);
        string pictures = request.Options.Pictures is null ? "" : $", {build.Pictures} pictures{CatalogueNotes.OfThem(build.PicturesKept)}";
        terminal.Note($"{build.Works} works, {build.Terms} terms{pictures}; {build.WithoutText} works have no text, {catalogue.Problems.Count(problem => problem.LeftOut)} lines were left out.");
    }

    private static void ToDatabase(Terminal terminal, RecommendIndexRequest request, Catalogue catalogue, CancellationToken cancellationToken)
    {
        using PostgresStore store = PostgresStore.Open(request.Connection!);
        terminal.WhenStopped = CatalogueNotes.KeptInDatabase;
        StoreBuild build = store.Index(catalogue, request.Output, request.Options, CatalogueNotes.Tenths(terminal), cancellationToken);
        CatalogueNotes.Name(terminal, request.Catalogue, build.Problems);
        string pictures = request.Options.Pictures is null ? "" : $", {build.Pictures} pictures read by this process";
        terminal.Note($"{store.Server}: {build.Works} works, {build.Terms} terms{pictures}; {catalogue.Problems.Count(problem => problem.LeftOut)} lines were left out.{(build.Added == 0 ? " The works were there already." : "")}");
        if (!store.HasPgvector)
        {
            terminal.Note("The database has no pgvector: every search is exact.");
        }
        else if (request.Options.Pictures is null)
        {
            terminal.Note("Without pictures the default search is exact, with --approximate too: its candidates are the nearest texts.");
        }
        else
        {
            terminal.Note($"Asking {RecallWorks} works exactly and approximately, to say what the approximate search misses...");
            terminal.Note(string.Create(CultureInfo.InvariantCulture, $"Approximate search (pgvector's HNSW) finds {store.MeasureRecall(request.Output, works: RecallWorks):0.000} of the exact top {new QueryOptions().Top}."));
        }
    }
}

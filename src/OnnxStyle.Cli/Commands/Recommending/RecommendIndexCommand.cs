using System.CommandLine;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Recommender;

namespace OnnxStyle.Cli.Commands;

/// <summary>Makes an index of a catalogue.</summary>
internal static class RecommendIndexCommand
{
    private const int MostProblemsShown = 20;

    public static Command Create(Terminal terminal)
    {
        RecommendIndexOptionSet options = new();
        DocumentedCommand command = new(
            "index",
            "Make an index of a catalogue: CSV whose first line names the columns, with id among them; title, artist, text, image_path and any kinds of metadata are used where they are. What is broken is named with its line, and the rest is indexed.",
            "onnxstyle recommend index catalogue.csv -o catalogue.index",
            "onnxstyle recommend index catalogue.csv -o catalogue.index --ngrams 1-2 --stop-words english --min-df 2 --kinds style=0.5,subject=0.5",
            "onnxstyle recommend index catalogue.csv -o catalogue.index --images pictures --doc2vec dbow --min-count 2 --epochs 40");
        options.AddTo(command);
        return command.Does(terminal, (parsed, cancellationToken) =>
        {
            RecommendIndexRequest request = options.Bind(parsed);
            OutputFile.PrepareFolder(request.Output);
            Catalogue catalogue = Catalogue.Read(request.Catalogue);
            Name(terminal, request.Catalogue, catalogue.Problems);
            terminal.WhenStopped = "no index will be written";
            IndexBuild build = ArtIndexBuilder.Build(catalogue, request.Output, request.Options, new Tenths(terminal), cancellationToken);
            Name(terminal, request.Catalogue, build.Problems);
            string pictures = request.Options.Pictures is null ? "" : $", {build.Pictures} pictures";
            terminal.Note($"{build.Works} works, {build.Terms} terms{pictures}; {build.WithoutText} works have no text, {catalogue.Problems.Count(problem => problem.LeftOut)} lines were left out.");
            terminal.Out.WriteLine(request.Output);
            return ExitCode.Done;
        });
    }

    private static void Name(Terminal terminal, string catalogue, IReadOnlyList<CatalogueProblem> problems)
    {
        int shown = terminal.Verbose ? problems.Count : MostProblemsShown;
        foreach (CatalogueProblem problem in problems.Take(shown)) terminal.Note($"{catalogue}, {problem}.");
        if (problems.Count > shown) terminal.Note($"{catalogue}: {problems.Count - shown} more lines; --verbose names all.");
    }

    // A line each tenth of the pictures.
    private sealed class Tenths(Terminal terminal) : IProgress<IndexProgress>
    {
        public void Report(IndexProgress value)
        {
            if (value.Done * 10L / value.All > (value.Done - 1) * 10L / value.All) terminal.Note($"pictures: {value.Done} of {value.All} works");
        }
    }
}

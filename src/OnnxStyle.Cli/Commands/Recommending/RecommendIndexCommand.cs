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
            "Make an index of a catalogue: CSV whose first line names the columns, with id among them; title, artist, text and any kinds of metadata are used where they are. What is broken is named with its line, and the rest is indexed.",
            "onnxstyle recommend index catalogue.csv -o catalogue.index",
            "onnxstyle recommend index catalogue.csv -o catalogue.index --ngrams 1-2 --stop-words english --min-df 2 --kinds style=0.5,subject=0.5");
        options.AddTo(command);
        return command.Does(terminal, (parsed, _) =>
        {
            RecommendIndexRequest request = options.Bind(parsed);
            OutputFile.PrepareFolder(request.Output);
            Catalogue catalogue = Catalogue.Read(request.Catalogue);
            int shown = terminal.Verbose ? catalogue.Problems.Count : MostProblemsShown;
            foreach (CatalogueProblem problem in catalogue.Problems.Take(shown)) terminal.Note($"{request.Catalogue}, {problem}.");
            if (catalogue.Problems.Count > shown) terminal.Note($"{request.Catalogue}: {catalogue.Problems.Count - shown} more lines; --verbose names all.");
            IndexBuild build = ArtIndexBuilder.Build(catalogue, request.Output, request.Options);
            terminal.Note($"{build.Works} works, {build.Terms} terms; {build.WithoutText} works have no text, {catalogue.Problems.Count(problem => problem.LeftOut)} lines were left out.");
            terminal.Out.WriteLine(request.Output);
            return ExitCode.Done;
        });
    }
}

using System.CommandLine;
using System.Globalization;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Recommender;
using OnnxStyle.Tensors;

namespace OnnxStyle.Cli.Commands;

/// <summary>Writes the graph of nearest neighbours and names its most central works.</summary>
internal static class RecommendGraphCommand
{
    private const int Named = 10;

    public static Command Create(Terminal terminal)
    {
        Argument<string> source = new("INDEX") { Description = "An index that `onnxstyle recommend index` made." };
        Option<string> output = new("--output", "-o") { Description = "The graph to write: .graphml, .json or .svg.", HelpName = "FILE", Required = true };
        Option<int?> neighbours = Words.Whole("--neighbours", "N", $"How many of the nearest works each is linked with, 1 to {WorkGraph.MostNeighbours}. [default: {new QueryOptions().Top}]");
        WeighingOptionSet weighing = new();
        DocumentedCommand command = new(
            "graph",
            "Write the graph of nearest neighbours, with communities and the centrality of each work, and print its most central works.",
            "onnxstyle recommend graph catalogue.index -o catalogue.graphml",
            "onnxstyle recommend graph catalogue.index -o catalogue.svg --neighbours 5 --meta");
        command.Add(source);
        command.Add(output);
        command.Add(neighbours);
        weighing.AddTo(command);
        return command.Does(terminal, (parsed, cancellationToken) =>
        {
            QueryOptions chosen = weighing.Apply(parsed, new QueryOptions { Top = parsed.GetValue(neighbours) ?? new QueryOptions().Top });
            if (chosen.Top is < 1 or > WorkGraph.MostNeighbours) throw new OptionsException("--neighbours", [$"{chosen.Top}: expected 1 to {WorkGraph.MostNeighbours}"]);
            string target = parsed.GetValue(output)!;
            if (!GraphFile.Endings.Contains(Path.GetExtension(target).ToLowerInvariant())) throw new OptionsException("--output", [$"'{target}' must end with {string.Join(", ", GraphFile.Endings)}"]);
            OutputFile.PrepareFolder(target);
            terminal.WhenStopped = "no graph will be written";
            using ArtIndex index = ArtIndex.Open(parsed.GetValue(source)!);
            WorkGraph graph = WorkGraph.Of(index, chosen, cancellationToken);
            GraphFile.Write(graph, target);
            terminal.Note($"{graph.Works.Count} works, {graph.Links.Count} links, {graph.Communities.Distinct().Count()} communities. The most central works:");
            foreach (int row in Enumerable.Range(0, graph.Works.Count).OrderByDescending(row => graph.Centrality[row]).Take(Named))
                terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{graph.Works[row].Id}  {graph.Centrality[row]:0.000000}  community {graph.Communities[row]}  {graph.Works[row].Title}"));
            terminal.Out.WriteLine(target);
            return ExitCode.Done;
        });
    }
}

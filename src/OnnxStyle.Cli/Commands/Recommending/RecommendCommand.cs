using System.CommandLine;

namespace OnnxStyle.Cli.Commands;

/// <summary>Everything about catalogues: the index, and the works that are near a work.</summary>
internal static class RecommendCommand
{
    public static Command Create(Terminal terminal) => new DocumentedCommand(
        "recommend",
        "Index a catalogue of works and recommend works that are near one.",
        "onnxstyle recommend index catalogue.csv -o catalogue.index",
        "onnxstyle recommend query catalogue.index --work A00057")
    {
        RecommendIndexCommand.Create(terminal),
        RecommendAddCommand.Create(terminal),
        RecommendQueryCommand.Create(terminal),
        RecommendSheetCommand.Create(terminal),
        RecommendGraphCommand.Create(terminal),
        RecommendCompareCommand.Create(terminal),
        RecommendSurveyCommand.Create(terminal),
    };
}

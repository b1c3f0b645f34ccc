using System.CommandLine;

namespace OnnxStyle.Cli.Commands;

/// <summary>Lets people compare ways to recommend.</summary>
internal static class RecommendSurveyCommand
{
    public static Command Create(Terminal terminal) => new DocumentedCommand(
        "survey",
        "Let people compare the ways to recommend: make a page of blinded questions, then report what they liked.",
        "onnxstyle recommend survey make catalogue.index -o survey.html",
        "onnxstyle recommend survey report survey.key.json answers-*.json")
    {
        RecommendSurveyMakeCommand.Create(terminal),
        RecommendSurveyReportCommand.Create(terminal),
    };
}

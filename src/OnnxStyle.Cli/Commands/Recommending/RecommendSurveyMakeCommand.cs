using System.CommandLine;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Recommender;
using OnnxStyle.Tensors;

namespace OnnxStyle.Cli.Commands;

/// <summary>Makes the page of a survey and its key.</summary>
internal static class RecommendSurveyMakeCommand
{
    private const int DefaultSide = 320;
    private static readonly SurveyOptions Defaults = new();

    public static Command Create(Terminal terminal)
    {
        Argument<string> source = new("INDEX") { Description = "An index with pictures that `onnxstyle recommend index --images` made." };
        Option<string> output = new("--output", "-o") { Description = "The page to write: .html.", HelpName = "FILE", Required = true };
        Option<string?> key = Words.Text("--key", "FILE", "The key to write: .json; keep it away from those who answer. [default: beside the page, ending with .key.json]");
        Option<int?> questions = Words.Whole("--questions", "N", $"Questions, each about another work, 1 to 1000. [default: {Defaults.Questions}]");
        Option<int?> repeats = Words.Whole("--repeats", "N", $"Questions asked a second time, 0 to all. [default: {Defaults.Repeats}]");
        Option<int?> top = Words.Whole("--top", "N", $"A question takes one place of the lists, drawn from 1 to N; 1 to 100. [default: {Defaults.Top}]");
        Option<int?> seed = Words.Whole("--seed", "N", $"Where all randomness starts. [default: {Defaults.Seed}]");
        Option<DistanceScale?> scale = Words.Choice("--scale", WeighingOptionSet.Scales, $"raw: distances are added as they are; typical: each divided by its mean between the works. [default: {Words.Of(WeighingOptionSet.Scales, Defaults.Scale)}]");
        Option<string?> images = Words.Text("--images", "DIR", "The folder of the pictures. [default: where they were when the index was made]");
        Option<int?> side = Words.Whole("--page-side", "N", $"Pixels of the longer side of the pictures in the page, 64 to 1024. [default: {DefaultSide}]");
        DocumentedCommand command = new(
            "make",
            "Write questions (which of three works fits best with a work, and which of them do you like?) as one HTML page with its pictures, which needs no network and does not say what recommended what, and a key that does.",
            "onnxstyle recommend survey make catalogue.index -o survey.html",
            "onnxstyle recommend survey make catalogue.index -o survey.html --key away/survey.key.json --questions 40 --seed 7");
        command.Add(source);
        foreach (Option option in new Option[] { output, key, questions, repeats, top, seed, scale, images, side }) command.Add(option);
        return command.Does(terminal, (parsed, cancellationToken) =>
        {
            SurveyOptions options = new()
            {
                Questions = parsed.GetValue(questions) ?? Defaults.Questions,
                Repeats = parsed.GetValue(repeats) ?? Math.Min(Defaults.Repeats, parsed.GetValue(questions) ?? Defaults.Repeats),
                Top = parsed.GetValue(top) ?? Defaults.Top,
                Seed = parsed.GetValue(seed) ?? Defaults.Seed,
                Scale = parsed.GetValue(scale) ?? Defaults.Scale,
            };
            options.Validate();
            string page = parsed.GetValue(output)!, keyFile = parsed.GetValue(key) ?? Path.ChangeExtension(page, ".key.json");
            if (!page.EndsWith(".html", StringComparison.OrdinalIgnoreCase)) throw new OptionsException("--output", [$"'{page}' must end with .html"]);
            if (!keyFile.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) throw new OptionsException("--key", [$"'{keyFile}' must end with .json"]);
            OutputFile.PrepareFolder(page);
            OutputFile.PrepareFolder(keyFile);
            terminal.WhenStopped = "no survey will be written";
            using ArtIndex index = ArtIndex.Open(parsed.GetRequiredValue(source));
            Survey survey = Survey.Draw(index, options, cancellationToken);
            SurveyKey.Write(survey, keyFile);
            SurveyPage.Write(survey, index, page, parsed.GetValue(images), parsed.GetValue(side) ?? DefaultSide);
            terminal.Note($"{survey.Questions.Count} questions, {survey.Questions.Count(question => question.Repeats is not null)} of them repeats, on {survey.Models.Count} models. The key is '{keyFile}': keep it away from those who answer.");
            terminal.Out.WriteLine(page);
            return ExitCode.Done;
        });
    }
}

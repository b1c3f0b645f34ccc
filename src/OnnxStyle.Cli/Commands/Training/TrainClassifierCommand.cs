using System.CommandLine;
using System.Globalization;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Imaging;
using OnnxStyle.Tensors;
using OnnxStyle.Training;

namespace OnnxStyle.Cli.Commands;

/// <summary>Makes a classifier of pictures by transfer learning.</summary>
internal static class TrainClassifierCommand
{
    private const int MostProblemsShown = 20;

    public static Command Create(Terminal terminal)
    {
        TrainClassifierOptionSet options = new();
        DocumentedCommand command = new(
            "classifier",
            "Make a classifier of pictures by transfer learning: a new head on the features of a network. One .onnx file comes out, from a picture to probabilities, that any ONNX Runtime host runs and `onnxstyle classify` uses.",
            "onnxstyle train classifier paintings -o styles.onnx",
            "onnxstyle train classifier paintings -o styles.onnx --encoder vgg19 --folds 5 --cross-validate 5 --baseline",
            "onnxstyle train classifier paintings -o styles.onnx --encoder vgg19 --finetune 1",
            "onnxstyle train classifier paintings -o styles.onnx --encoder vgg19 --finetune 1 --resume styles.checkpoint",
            "onnxstyle train classifier labels.csv --label style --where set=wikiart -o styles.onnx --features gram --layers relu1_1,relu2_1,relu3_1");
        options.AddTo(command);
        return command.Does(terminal, (parsed, cancellationToken) =>
        {
            TrainClassifierRequest request = options.Bind(parsed);
            OutputFile.PrepareModel(request.Output);
            IReadOnlyList<LabeledPicture> pictures = request.Table is LabelTable table
                ? PictureClasses.FromTable(request.Source, table.Label, table.File, table.Folder, table.Where)
                : PictureClasses.FromFolder(request.Source);
            terminal.WhenStopped = $"{(request.Options.Cache is null ? "" : "the features of the pictures read so far are kept; ")}no model will be written{(request.Options.FineTune.Checkpoint is string left ? $"; `--resume {left}` goes on with fine-tuning that has begun" : "")}";
            ClassifierResult result = ClassifierTraining.Run(pictures, request.Options, new Tenths(terminal), cancellationToken);
            Note(terminal, result);
            Save(request.Output, result);
            if (request.Options.FineTune.Checkpoint is string done) File.Delete(done);
            terminal.Out.WriteLine(Table(result));
            terminal.Out.WriteLine(request.Output);
            return ExitCode.Done;
        });
    }

    private static void Note(Terminal terminal, ClassifierResult result)
    {
        int shown = terminal.Verbose ? result.Problems.Count : MostProblemsShown;
        foreach (string problem in result.Problems.Take(shown)) terminal.Note($"Left out: {problem}.");
        if (result.Problems.Count > shown) terminal.Note($"{result.Problems.Count - shown} more were left out; --verbose names all.");
        foreach (string difference in result.FineTuned?.Differences ?? []) terminal.Note(difference);
        if (result.FineTuned is FineTuneResult tuned)
            terminal.Note(string.Create(CultureInfo.InvariantCulture, $"Fine-tuning {tuned.Parameters:N0} parameters in {tuned.Epochs.Count} passes: cross-entropy on the validation part {tuned.Before:0.000} before, {tuned.After:0.000} after{(tuned.Kept ? "" : ", not kept")}."));
        terminal.Note($"{result.Pictures} pictures of {result.Model.Labels.Count} classes ({result.Cached} with features kept from before), {result.Head.Features} features each.");
    }

    private static void Save(string path, ClassifierResult result)
    {
        string stem = Path.Combine(Path.GetDirectoryName(path) ?? "", Path.GetFileNameWithoutExtension(path));
        ClassifierMetrics test = result.FineTuned is { Kept: true } tuned ? tuned.Test : result.Head.Test;
        Proportion accuracy = test.Accuracy;
        string title = string.Create(CultureInfo.InvariantCulture, $"{result.Head.Name}{(result.FineTuned is { Kept: true } ? ", fine-tuned" : "")}: {accuracy.Hits} of {accuracy.Total} right ({100 * accuracy.Rate:0.0} %)");
        result.Model.Notes["test_accuracy"] = string.Create(CultureInfo.InvariantCulture, $"{accuracy.Rate:0.0000} of {accuracy.Total} pictures that it had not seen, 95 % interval {accuracy.Low:0.0000} to {accuracy.High:0.0000}");
        result.Model.Save(path);
        AtomicFile.WriteAllText($"{stem}.json", JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("version", Examination.Version);
            ClassifierReport.Write(json, result);
            json.WriteEndObject();
        }));
        ConfusionChart.WriteSvg(test, title, $"{stem}-confusion.svg");
        ImageFile.Save(ConfusionChart.Draw(test, title), $"{stem}-confusion.png");
    }

    private static string Table(ClassifierResult result)
    {
        List<string> lines = [];
        int widest = Math.Max(result.Model.Labels.Max(label => label.Length), 16);
        lines.Add($"{"class".PadRight(widest)}  pictures  precision  recall     F1");
        foreach (ClassMetrics one in (result.FineTuned is { Kept: true } better ? better.Test : result.Head.Test).Classes)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{one.Label.PadRight(widest)}  {one.Pictures,8}  {one.Precision,9:0.000}  {one.Recall,6:0.000}  {one.F1,5:0.000}"));
        lines.Add("");
        HeadResult[] heads = result.Baseline is HeadResult baseline ? [result.Head, baseline] : [result.Head];
        int name = Math.Max(widest, heads.Max(head => head.Name.Length));
        lines.Add($"{"accuracy of".PadRight(name)}  right      %    95 % interval   judged by");
        foreach (HeadResult head in heads)
        {
            lines.Add(Row(head.Name, head.Test.Accuracy, "pictures not seen before", name));
            FineTuneResult? tuned = head == result.Head ? result.FineTuned : null;
            if (tuned is not null) lines.Add(Row("  fine-tuned", tuned.Test.Accuracy, Told(tuned), name));
            if (head.CrossValidation is ClassifierMetrics folds) lines.Add(Row(head.Name, folds.Accuracy, "cross-validation", name));
            if (tuned?.CrossValidation is ClassifierMetrics again) lines.Add(Row("  fine-tuned", again.Accuracy, $"cross-validation; kept in {tuned.KeptFolds} of {result.Options.CrossValidation} folds", name));
        }

        return string.Join('\n', lines);
    }

    private static string Told(FineTuneResult tuned) => tuned.Kept ? "pictures not seen before" : "the same; no better on the validation part, so not kept";

    private static string Row(string name, Proportion accuracy, string by, int widest)
    {
        string right = $"{accuracy.Hits}/{accuracy.Total}";
        return string.Create(CultureInfo.InvariantCulture, $"{name.PadRight(widest)}  {right,7}  {100 * accuracy.Rate,5:0.0}  {100 * accuracy.Low,5:0.0} to {100 * accuracy.High,5:0.0}  {by}");
    }

    private sealed class Tenths(Terminal terminal) : IProgress<ClassifierProgress>
    {
        private string last = "";

        public void Report(ClassifierProgress value)
        {
            string line = $"{value.Doing}: {value.Done * 10L / value.All * 10,3} %";
            if (line != last) terminal.Note(line);
            last = line;
        }
    }
}

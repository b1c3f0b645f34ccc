using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Cli.Progress;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;
using OnnxStyle.Training;

namespace OnnxStyle.Cli.Commands;

/// <summary>Trains the convolutional autoencoder, whose code serves the recommender as a vector of a picture.</summary>
internal static class TrainAutoencoderCommand
{
    private const int MostNamed = 5;

    public static Command Create(Terminal terminal)
    {
        TrainAutoencoderOptionSet options = new();
        DocumentedCommand command = new(
            "autoencoder",
            "Train a convolutional autoencoder: 128x128 pictures to 64 numbers and back. The numbers serve `recommend index --embedding FILE`. The error is the mean squared error over pixels and colours in 0..1, on pictures that training did not see.",
            "onnxstyle train autoencoder paintings -o autoencoder.onnx",
            "onnxstyle train autoencoder catalogue.csv --images pictures --label style --epochs 100 --patience 15 -o autoencoder.onnx",
            "onnxstyle train autoencoder paintings --minutes 10 --resume autoencoder.checkpoint -o autoencoder.onnx");
        options.AddTo(command);
        return command.Does(terminal, (parsed, cancellationToken) => Train(options.Bind(parsed), terminal, cancellationToken));
    }

    private static ExitCode Train(TrainAutoencoderRequest request, Terminal terminal, CancellationToken cancellationToken)
    {
        OutputFile.PrepareModel(request.Output);
        AutoencoderFiles files = new(request.Output);
        TrainingCheckpoint? resume = request.Resume is null ? null : TrainingCheckpoint.Load(request.Resume);
        PictureList list = PictureList.Read(request.Pictures, request.Label, request.Images);
        PictureSamples samples = PictureSamples.Open(list.Files, request.Samples, cancellationToken: cancellationToken);
        Name(terminal, samples.Damaged);
        if (samples.Count == 0) throw new PictureListException(request.Pictures, $"names {list.Files.Count} pictures, none of which can be read");
        Dictionary<string, string> labelOf = [];
        foreach ((string file, string label) in list.Files.Zip(list.Labels)) labelOf[file] = label;
        string[] labels = [.. samples.Files.Select(file => labelOf[file])];
        DataSplit split = DataSplit.Stratified(labels, request.HeldOut, request.Training.Seed);
        terminal.Note($"{split.Training.Count} pictures to train on, {split.HeldOut.Count} held out.");

        AutoencoderTask task = new(request.Network);
        foreach (string difference in resume is null ? [] : Loop(null).Differences(resume)) terminal.Note(difference);
        Stopwatch time = Stopwatch.StartNew();
        TrainingResult result = TrainingProgressBar.Show(terminal, $"the weights so far will be written, and {files.Checkpoint} to go on from", progress =>
            Loop(progress).Run(resume, cancellationToken));
        using AutoencoderModel model = new(task, result.Parameters, request.Session);
        AutoencoderJudge judge = new(model, samples, labels, split);
        (double? code, double? histogram) = judge.Agreement();
        AutoencoderReport report = new()
        {
            Settings = Loop(null).Settings,
            TrainingPictures = split.Training.Count,
            HeldOutPictures = split.HeldOut.Count,
            LeftOut = [.. samples.Damaged.Select(damaged => damaged.Reason)],
            Data = samples.Fingerprint,
            Steps = result.Steps,
            BestEpoch = result.BestEpoch + 1,
            End = result.End.ToString(),
            HeldOutError = result.BestLoss,
            MeanColourError = judge.MeanColourError,
            CodeAgreement = code,
            HistogramAgreement = histogram,
            Seconds = time.Elapsed.TotalSeconds,
            Versions = $"onnxstyle {typeof(TrainAutoencoderCommand).Assembly.GetName().Version?.ToString(3)}, ONNX Runtime {OrtLibrary.Version}",
        };
        files.Save(model.Embedding(judge.TrainingCodes), report, result.History, judge.Sheet());
        Leave(terminal, files, result.End, request);
        Say(terminal, report);
        terminal.Out.WriteLine(files.Model);
        return result.End == TrainingEnd.Cancelled ? ExitCode.Cancelled : ExitCode.Done;

        TrainingLoop Loop(IProgress<TrainingProgress>? progress) => new(task, samples, split, request.Training) { Session = request.Session, CheckpointPath = files.Checkpoint, Progress = progress };
    }

    private static void Name(Terminal terminal, IReadOnlyList<(string File, string Reason)> damaged)
    {
        foreach ((_, string reason) in damaged.Take(MostNamed)) terminal.Note($"Left out: {reason}");
        if (damaged.Count > MostNamed) terminal.Note($"Left out: {damaged.Count - MostNamed} more.");
    }

    private static void Leave(Terminal terminal, AutoencoderFiles files, TrainingEnd end, TrainAutoencoderRequest request)
    {
        if (end is TrainingEnd.Finished or TrainingEnd.NoBetter) File.Delete(files.Checkpoint);
        else terminal.Note($"Stopped early. The same command with `--resume {files.Checkpoint}` goes on{(request.Training.TimeLimit is null ? "" : ", for as long again")}.");
    }

    private static void Say(Terminal terminal, AutoencoderReport report)
    {
        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"steps {report.Steps}, weights of epoch {report.BestEpoch}"));
        if (report.HeldOutError is double error) terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"held-out error {error:F5} (mean colours alone: {report.MeanColourError:F5})"));
        if (report.CodeAgreement is double agreement) terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"neighbours with the same label {agreement:P1} (by colour histograms: {report.HistogramAgreement:P1})"));
    }
}

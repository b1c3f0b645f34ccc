using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Cli.Progress;
using OnnxStyle.Networks;
using OnnxStyle.Tensors;
using OnnxStyle.Training;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>Makes a small encoder that sees what a large one sees: a start in closed form, then distillation.</summary>
internal static class TrainEncoderCommand
{
    private const double HeldOutShare = 0.05;
    private const int ScalePictures = 24;

    // Pictures of students of half the teacher's channels and of a third were as much painted with twice the weight (src/decisions/encoder.md).
    private const string StyleStrength = "2";

    public static Command Create(Terminal terminal)
    {
        TrainEncoderOptionSet options = new();
        DocumentedCommand command = new(
            "encoder",
            "Make a small encoder that sees what a large one sees: the teacher's most telling channels, fitted layer by layer in closed form, then trained together on its features and Gram matrices. Prints the path of the weights.",
            "onnxstyle train encoder --teacher vgg19 --pictures paintings --pictures photographs -o encoder.safetensors",
            "onnxstyle train encoder --pictures paintings --channels \"32x2 64x2 128:64x4 256:96x4 256:128\" --epochs 0 -o quick.safetensors",
            "onnxstyle train encoder --pictures paintings --pictures photographs --resume encoder.checkpoint -o encoder.safetensors");
        options.AddTo(command);
        return command.Does(terminal, (parsed, cancellationToken) => Train(options.Bind(parsed), terminal, cancellationToken));
    }

    private static ExitCode Train(TrainEncoderRequest request, Terminal terminal, CancellationToken cancellationToken)
    {
        OutputFile.PrepareFolder(request.Output);
        TrainingCheckpoint? resume = request.Resume is null ? null : TrainingCheckpoint.Load(request.Resume);
        terminal.WhenStopped = "nothing will be written";
        Encoder teacher = Encoder.Open(request.Teacher, request.ModelFolder);
        StudentPlan plan = StudentPlan.Parse(request.Channels, teacher.Card.Architecture);
        string[] files = [.. request.Pictures.SelectMany(PictureFolder.Files)];
        PictureSamples pictures = PictureSamples.Open(files, new PictureSampleOptions { Side = request.Start.CropSide, LeastCrop = 0.25, Jitter = 0.1 }, cancellationToken: cancellationToken);
        foreach ((string file, string reason) in pictures.Damaged) terminal.Note($"Left out {file}: {reason}");
        if (pictures.Count < 2) throw new OptionsException("--pictures", [$"there are {pictures.Count} pictures that can be read: expected 2 or more"]);
        EncoderSamples samples = new(pictures, request.Start.CropSide);
        StudentStart student = request.Resume is null && request.Begin is null
            ? Start(request, teacher, plan, samples, terminal, cancellationToken)
            : StudentFile.Load(request.Begin ?? request.StartFile, samples.Fingerprint);
        if (request.Begin is not null) StudentFile.Save(student, teacher.Card.Preprocessing, samples.Fingerprint, request.StartFile);
        terminal.WhenStopped = $"no encoder will be written; the same command with `--start {request.StartFile}` takes the start from there";
        IReadOnlyList<Tensor<float>> scale = Scale(pictures, request.Start.CropSide);
        (WeightSet weights, long steps) = (student.Weights, 0);
        if (request.Training is TrainingOptions training)
        {
            if (request.Painted > 0) samples = new(pictures, request.Start.CropSide, Painted(request, training, teacher, student, pictures, scale, terminal, cancellationToken));
            (weights, steps) = Distil(request, training, new DistillationTask(teacher, student, request.Start.CropSide), samples, resume, terminal, cancellationToken);
        }

        WeightFile.Save(FinishedStudent.Of(weights, teacher, scale, Facts(request, teacher, pictures.Count, steps), CancellationToken.None), request.Output);
        terminal.Out.WriteLine(request.Output);
        return cancellationToken.IsCancellationRequested ? ExitCode.Cancelled : ExitCode.Done;
    }

    private static StudentStart Start(TrainEncoderRequest request, Encoder teacher, StudentPlan plan, EncoderSamples samples, Terminal terminal, CancellationToken cancellationToken)
    {
        Stopwatch watch = Stopwatch.StartNew();
        Relay<(string Layer, double Unexplained)> progress = new(layer =>
            terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{layer.Layer}: {layer.Unexplained:0.000} of the variance is not explained ({watch.Elapsed.TotalSeconds:0} s)")));
        StudentStart student = new ClosedForm(teacher, plan, request.Start).Fit(samples, progress, cancellationToken);
        StudentFile.Save(student, teacher.Card.Preprocessing, samples.Fingerprint, request.StartFile);
        return student;
    }

    private static PaintedPictures Painted(
        TrainEncoderRequest request, TrainingOptions training, Encoder teacher, StudentStart student, PictureSamples pictures, IReadOnlyList<Tensor<float>> scale, Terminal terminal, CancellationToken cancellationToken)
    {
        string encoder = $"{request.Stem}.first.safetensors";
        WeightFile.Save(FinishedStudent.Of(student.Weights, teacher, scale, Facts(request, teacher, pictures.Count, 0), cancellationToken), encoder);
        EngineOptions engine = new() { Encoder = encoder, Provider = request.Session.Provider, Threads = request.Session.Threads, Plain = training.Plain };
        return StudentPaintings.Of(
            engine, student.Architecture, pictures.Files, request.Painted, 2 * request.Start.CropSide, request.Start.Seed, $"{request.Stem}.painted", request.Resume is not null, terminal, cancellationToken);
    }

    private static (WeightSet Weights, long Steps) Distil(
        TrainEncoderRequest request, TrainingOptions training, DistillationTask task, EncoderSamples samples, TrainingCheckpoint? resume, Terminal terminal, CancellationToken cancellationToken)
    {
        DataSplit split = DataSplit.Stratified([.. Enumerable.Repeat("", samples.Count)], HeldOutShare, training.Seed);
        string checkpoint = $"{request.Stem}.checkpoint";
        foreach (string difference in resume is null ? [] : Loop(null).Differences(resume)) terminal.Note(difference);
        TrainingResult result = TrainingProgressBar.Show(terminal, $"the weights so far will be written, and {checkpoint} to go on from", progress => Loop(progress).Run(resume, cancellationToken));
        LossTable.Save(result.History, $"{request.Stem}.csv");
        LossCurve.Save(result.History, "Distillation", $"{request.Stem}.svg");
        if (result.End is TrainingEnd.Cancelled or TrainingEnd.OutOfTime) terminal.Note($"Stopped early. The same command with `--resume {checkpoint}` goes on.");
        return (task.Parameters.Weights(result.Parameters), result.Steps);

        TrainingLoop Loop(IProgress<TrainingProgress>? progress) => new(task, samples, split, training) { Session = request.Session, CheckpointPath = checkpoint, Progress = progress };
    }

    // Whole pictures, evenly out of all.
    private static List<Tensor<float>> Scale(PictureSamples pictures, int side)
    {
        List<Tensor<float>> measured = [];
        for (int i = 0; i < ScalePictures; i++)
        {
            measured.Add(new Tensor<float>(new Shape(1, 3, side, side)));
            pictures.Write((int)((long)i * pictures.Count / ScalePictures), varied: false, default, measured[i].Span);
        }

        return measured;
    }

    private static Dictionary<string, string> Facts(TrainEncoderRequest request, Encoder teacher, int pictures, long steps) => new()
    {
        ["license"] = request.Licence ?? teacher.Card.Licence,
        ["attribution"] = request.Origin ?? $"Distilled from {teacher.Name}{(teacher.Card.Origin.Length > 0 ? $" ({teacher.Card.Origin})" : "")}",
        ["training"] = $"onnxstyle train encoder, {pictures} pictures, seed {request.Start.Seed}, {request.Start.Crops} crops in closed form, {steps} steps of {request.Training?.Batch ?? 0} crops, {(steps > 0 ? request.Painted : 0)} pictures painted",
        [EncoderCard.StyleStrengthKey] = StyleStrength,
    };
}

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Networks;
using OnnxStyle.Tensors;
using OnnxStyle.Training;

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
        return command.Does(terminal, (parsed, cancellationToken) =>
        {
            TrainEncoderRequest request = options.Bind(parsed);
            OutputFile.PrepareFolder(request.Output);
            terminal.WhenStopped = "training ends after this step and leaves a checkpoint";
            Encoder teacher = Encoder.Open(request.Teacher, request.ModelFolder);
            StudentPlan plan = StudentPlan.Parse(request.Channels, teacher.Card.Architecture);
            string[] files = [.. request.Pictures.SelectMany(PictureFolder.Files)];
            PictureSamples pictures = PictureSamples.Open(files, new PictureSampleOptions { Side = request.Start.Side, LeastCrop = 0.25, Jitter = 0.1 }, cancellationToken: cancellationToken);
            foreach ((string file, string reason) in pictures.Damaged) terminal.Note($"Left out {file}: {reason}");
            if (pictures.Count < 2) throw new OptionsException("--pictures", [$"there are {pictures.Count} pictures that can be read: expected 2 or more"]);
            EncoderSamples samples = new(pictures, request.Start.Side);
            string start = $"{request.Stem}.start.safetensors";
            StudentStart student = request.Resume is null && request.Begin is null
                ? Start(request, teacher, plan, samples, start, terminal, cancellationToken)
                : StudentFile.Load(request.Begin ?? start, samples.Fingerprint);
            if (request.Begin is not null) StudentFile.Save(student, teacher.Card.Preprocessing, samples.Fingerprint, start);
            IReadOnlyList<Tensor<float>> scale = Scale(pictures, request.Start.Side);
            (WeightSet weights, long steps) = (student.Weights, 0);
            if (request.Epochs > 0)
            {
                if (request.Painted > 0) samples = new(pictures, request.Start.Side, Painted(request, teacher, student, pictures, scale, terminal, cancellationToken));
                (weights, steps) = Train(request, teacher, student, samples, terminal, cancellationToken);
            }

            WeightFile.Save(FinishedStudent.Of(weights, teacher, scale, Facts(request, teacher, pictures.Count, steps), CancellationToken.None), request.Output);
            terminal.Out.WriteLine(request.Output);
            return cancellationToken.IsCancellationRequested ? ExitCode.Cancelled : ExitCode.Done;
        });
    }

    private static StudentStart Start(TrainEncoderRequest request, Encoder teacher, StudentPlan plan, EncoderSamples samples, string path, Terminal terminal, CancellationToken cancellationToken)
    {
        Stopwatch watch = Stopwatch.StartNew();
        Told<(string Layer, double Unexplained)> progress = new(layer =>
            terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{layer.Layer}: {layer.Unexplained:0.000} of the variance is not explained ({watch.Elapsed.TotalSeconds:0} s)")));
        StudentStart student = new ClosedForm(teacher, plan, request.Start).Fit(samples, progress, cancellationToken);
        StudentFile.Save(student, teacher.Card.Preprocessing, samples.Fingerprint, path);
        return student;
    }

    private static PaintedPictures Painted(
        TrainEncoderRequest request, Encoder teacher, StudentStart student, PictureSamples pictures, IReadOnlyList<Tensor<float>> scale, Terminal terminal, CancellationToken cancellationToken)
    {
        string encoder = $"{request.Stem}.first.safetensors";
        WeightFile.Save(FinishedStudent.Of(student.Weights, teacher, scale, Facts(request, teacher, pictures.Count, 0), cancellationToken), encoder);
        return StudentPaintings.Of(
            encoder, student.Architecture, pictures.Files, request.Painted, 2 * request.Start.Side, request.Training.Seed, $"{request.Stem}.painted", request.Resume is not null, terminal, cancellationToken);
    }

    private static (WeightSet Weights, long Steps) Train(TrainEncoderRequest request, Encoder teacher, StudentStart student, EncoderSamples samples, Terminal terminal, CancellationToken cancellationToken)
    {
        DistillationTask task = new(teacher, student, request.Start.Side);
        DataSplit split = DataSplit.Stratified([.. Enumerable.Repeat("", samples.Count)], HeldOutShare, request.Training.Seed);
        Stopwatch watch = Stopwatch.StartNew(), told = Stopwatch.StartNew();
        TrainingLoop loop = new(task, samples, split, request.Training)
        {
            CheckpointPath = $"{request.Stem}.checkpoint",
            Progress = new Told<TrainingProgress>(at =>
            {
                if (told.Elapsed.TotalSeconds < 10 && at.Step < at.TotalSteps) return;
                told.Restart();
                string held = at.HeldOut is double loss ? string.Create(CultureInfo.InvariantCulture, $", held out {loss:0.0000}") : "";
                terminal.Note(string.Create(CultureInfo.InvariantCulture, $"step {at.Step} of {at.TotalSteps}, loss {at.Loss:0.0000}{held} ({watch.Elapsed.TotalSeconds:0} s)"));
            }),
        };
        TrainingResult result = loop.Run(request.Resume is null ? null : TrainingCheckpoint.Load(request.Resume), cancellationToken);
        LossTable.Save(result.History, $"{request.Stem}.csv");
        LossCurve.Save(result.History, "Distillation", $"{request.Stem}.svg");
        return (task.Parameters.Weights(result.Parameters), result.Steps);
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
        ["training"] = $"onnxstyle train encoder, {pictures} pictures, seed {request.Training.Seed}, {request.Start.Crops} crops in closed form, {steps} steps of {request.Training.Batch} crops, {(steps > 0 ? request.Painted : 0)} pictures painted",
        [EncoderCard.StyleStrengthKey] = StyleStrength,
    };

    /// <summary>Progress that is told where it happens: <see cref="Progress{T}"/> would tell it later, and in any order.</summary>
    private sealed class Told<T>(Action<T> tell) : IProgress<T>
    {
        public void Report(T value) => tell(value);
    }
}

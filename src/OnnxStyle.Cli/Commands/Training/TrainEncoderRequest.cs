using System.CommandLine;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Tensors;
using OnnxStyle.Training;

namespace OnnxStyle.Cli.Commands;

/// <summary>What <c>train encoder</c> was asked for.</summary>
internal sealed record TrainEncoderRequest
{
    public required string Teacher { get; init; }

    public string? ModelFolder { get; init; }

    public required IReadOnlyList<string> Pictures { get; init; }

    /// <summary>How many pictures are painted through the start.</summary>
    public required int Painted { get; init; }

    public required string Channels { get; init; }

    public required ClosedFormOptions Start { get; init; }

    /// <summary>Epochs of distillation after the closed form; 0: none.</summary>
    public required int Epochs { get; init; }

    public required TrainingOptions Training { get; init; }

    /// <summary>A start that was fitted before; null: it is fitted.</summary>
    public string? Begin { get; init; }

    public string? Resume { get; init; }

    public required string Output { get; init; }

    public string? Licence { get; init; }

    public string? Origin { get; init; }

    public string Stem => Path.Combine(Path.GetDirectoryName(Output) ?? "", Path.GetFileNameWithoutExtension(Output));
}

/// <summary>The options of <c>train encoder</c>.</summary>
internal sealed class TrainEncoderOptionSet
{
    private const int DefaultEpochs = 36, DefaultPainted = 48;
    private readonly Option<string?> teacher = Words.Text("--teacher", "NAME|FILE", "Whom the encoder learns from: an installed model or a weight file, of whole convolutions. [default: vgg19]");
    private readonly Option<string?> modelFolder = CommonOptions.ModelFolder();
    private readonly Option<string[]> pictures = Words.Texts("--pictures", "DIR", "Folders of pictures, searched with what is below them; textures of the program's own are added.");
    private readonly Option<int?> painted = Words.Whole("--paint", "N", $"Pictures that are painted through the start before training, for the student to learn what its teacher says of such; 4 of 10 crops are of these. [default: {DefaultPainted}]");
    private readonly Option<string?> channels = Words.Text("--channels", "PLAN", $"Channels by block, after a colon 3x3 filters where they are fewer, and how many such convolutions follow. [default: \"{StudentPlan.Default}\"]");
    private readonly Option<int?> crops = Words.Whole("--crops", "N", "Crops that the start in closed form is fitted to; a tenth is held out. [default: 240]");
    private readonly Option<int?> crop = Words.Whole("--crop", "PIXELS", "The side of a crop, 32 to 512. [default: 112]");
    private readonly Option<int?> epochs = Words.Whole("--epochs", "N", $"Passes over the pictures after the start; 0: the start alone. [default: {DefaultEpochs}]");
    private readonly Option<double?> minutes = Words.Number("--minutes", "MINUTES", "The most that these passes take, in this run. [default: no limit]");
    private readonly Option<int?> batch = Words.Whole("--batch", "N", "Crops in a step. [default: 8]");
    private readonly Option<double?> rate = Words.Number("--learning-rate", "RATE", "Adam's highest rate; it falls along a cosine. [default: 0.0002]");
    private readonly Option<int?> seed = Words.Whole("--seed", "N", "Where crops, textures and order come from; the same seed gives the same bits unless --minutes cuts. [default: 1]");
    private readonly Option<string?> begin = Words.Text("--start", "FILE", "A start in closed form that was made before, NAME.start.safetensors, of the same pictures. [default: it is made]");
    private readonly Option<string?> resume = Words.Text("--resume", "FILE", "Go on from the checkpoint that lies beside the output. [default: none]");
    private readonly Option<string?> licence = Words.Text("--licence", "TEXT", "The licence that the file shall state. [default: the teacher's]");
    private readonly Option<string?> origin = Words.Text("--origin", "TEXT", "Whom the file shall name as its origin. [default: distilled from the teacher, and the teacher's]");
    private readonly Option<string?> output = Words.Text("--output", "FILE", "The .safetensors to write; checkpoint, start, losses and curve lie beside it. [default: encoder.safetensors]", "-o");

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { teacher, modelFolder, pictures, painted, channels, crops, crop, epochs, minutes, batch, rate, seed, begin, resume, licence, origin, output }) command.Options.Add(option);
    }

    public TrainEncoderRequest Bind(ParseResult parsed)
    {
        List<string> problems = [];
        string[] folders = parsed.GetValue(pictures) ?? [];
        string target = parsed.GetValue(output) ?? "encoder.safetensors";
        int passes = parsed.GetValue(epochs) ?? DefaultEpochs, first = parsed.GetValue(seed) ?? 1;
        if (folders.Length == 0) problems.Add("--pictures names no folder: name one or more");
        if (!target.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase)) problems.Add($"--output '{target}' must end with .safetensors");
        if (parsed.GetValue(painted) is int count and (< 0 or > 999)) problems.Add($"--paint {count}: expected 0 to 999");
        if (parsed.GetValue(begin) is not null && parsed.GetValue(resume) is not null) problems.Add("--start and --resume: a run that goes on has its start beside it; leave --start out");
        if (passes < 0) problems.Add($"--epochs {passes}: expected 0 or more");
        if (parsed.GetValue(minutes) is double limit && !(limit > 0)) problems.Add($"--minutes {limit}: expected more than 0");
        OptionsException.ThrowIfAny("train encoder", problems);
        return new TrainEncoderRequest
        {
            Teacher = parsed.GetValue(teacher) ?? "vgg19",
            ModelFolder = parsed.GetValue(modelFolder),
            Pictures = folders,
            Painted = parsed.GetValue(painted) ?? DefaultPainted,
            Channels = parsed.GetValue(channels) ?? StudentPlan.Default,
            Start = new ClosedFormOptions { Crops = parsed.GetValue(crops) ?? 240, Side = parsed.GetValue(crop) ?? 112, Seed = first },
            Epochs = passes,
            Training = new TrainingOptions
            {
                Epochs = Math.Max(1, passes),
                Batch = parsed.GetValue(batch) ?? 8,
                Seed = first,
                LearningRate = new LearningRate { Kind = ScheduleKind.Cosine, Rate = parsed.GetValue(rate) ?? 2e-4, WarmUpSteps = 20 },
                Update = new UpdateOptions { ClipNorm = 1 },
                TimeLimit = parsed.GetValue(minutes) is double m ? TimeSpan.FromMinutes(m) : null,
            },
            Begin = parsed.GetValue(begin),
            Resume = parsed.GetValue(resume),
            Output = target,
            Licence = parsed.GetValue(licence),
            Origin = parsed.GetValue(origin),
        };
    }
}

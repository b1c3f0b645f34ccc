using System.CommandLine;
using OnnxStyle.Cli.Commands;
using OnnxStyle.Tensors;
using OnnxStyle.Training;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options of <c>train encoder</c>.</summary>
internal sealed class TrainEncoderOptionSet
{
    private const int DefaultPainted = 48;
    private static readonly ClosedFormOptions Fit = new();
    private readonly Option<string?> teacher = Words.Text("--teacher", "NAME|FILE", "Whom the encoder learns from: an installed model or a weight file, of whole convolutions. [default: vgg19]");
    private readonly Option<string?> modelFolder = CommonOptions.ModelFolder();
    private readonly Option<string[]> pictures = Words.Texts("--pictures", "DIR", "Folders of pictures, searched with what is below them; textures of the program's own are added.");
    private readonly Option<int?> painted = Words.Whole("--paint", "N", $"Pictures that are painted through the start before training, for the student to learn what its teacher says of such; 4 of 10 crops are of these. [default: {DefaultPainted}]");
    private readonly Option<string?> channels = Words.Text("--channels", "PLAN", $"Channels by block, after a colon 3x3 filters where they are fewer, and how many such convolutions follow. [default: \"{StudentPlan.Default}\"]");
    private readonly Option<int?> crops = Words.Whole("--crops", "N", $"Crops that the start in closed form is fitted to; a tenth is held out. [default: {Fit.Crops}]");
    private readonly Option<int?> crop = Words.Whole("--crop", "PIXELS", $"The side of a crop, 32 to 512. [default: {Fit.CropSide}]");
    private readonly Option<string?> begin = Words.Text("--start", "FILE", "A start in closed form that was made before, NAME.start.safetensors, of the same pictures. [default: it is made]");
    private readonly Option<string?> licence = Words.Text("--licence", "TEXT", "The licence that the file shall state. [default: the teacher's]");
    private readonly Option<string?> origin = Words.Text("--origin", "TEXT", "Whom the file shall name as its origin. [default: distilled from the teacher, and the teacher's]");
    private readonly Option<string?> output = Words.Text("--output", "FILE", "The .safetensors to write; checkpoint, start, losses and curve lie beside it. [default: encoder.safetensors]", "-o");
    private readonly TrainingOptionSet training = new(
        new TrainingOptions
        {
            Epochs = 60,
            Batch = 8,
            LearningRate = new LearningRate { Kind = ScheduleKind.Cosine, Rate = 2e-4, WarmUpSteps = 20 },
            Update = new UpdateOptions { ClipNorm = 1 },
        },
        withoutEpochs: "the start in closed form alone");

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { teacher, modelFolder, pictures, painted, channels, crops, crop, begin, licence, origin, output }) command.Add(option);
        training.AddTo(command);
    }

    public TrainEncoderRequest Bind(ParseResult parsed)
    {
        List<string> problems = [];
        string[] folders = parsed.GetValue(pictures) ?? [];
        string target = parsed.GetValue(output) ?? "encoder.safetensors";
        TrainingOptions options = training.Bind(parsed);
        if (folders.Length == 0) problems.Add("--pictures names no folder: name one or more");
        if (!target.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase)) problems.Add($"--output '{target}' must end with .safetensors");
        if (parsed.GetValue(painted) is int count and (< 0 or > 999)) problems.Add($"--paint {count}: expected 0 to 999");
        if (parsed.GetValue(begin) is not null && training.Resume(parsed) is not null) problems.Add("--start and --resume: a run that goes on has its start beside it; leave --start out");
        if (options.Epochs < 0) problems.Add($"--epochs must be 0 or more, it is {options.Epochs}");
        OptionsException.ThrowIfAny("train encoder", problems);
        TrainEncoderRequest request = new()
        {
            Teacher = parsed.GetValue(teacher) ?? "vgg19",
            ModelFolder = parsed.GetValue(modelFolder),
            Pictures = folders,
            Painted = parsed.GetValue(painted) ?? DefaultPainted,
            Channels = parsed.GetValue(channels) ?? StudentPlan.Default,
            Start = Fit with { Crops = parsed.GetValue(crops) ?? Fit.Crops, CropSide = parsed.GetValue(crop) ?? Fit.CropSide, Seed = options.Seed },
            Training = options.Epochs == 0 ? null : options,
            Session = training.Session(parsed),
            Begin = parsed.GetValue(begin),
            Resume = training.Resume(parsed),
            Output = target,
            Licence = parsed.GetValue(licence),
            Origin = parsed.GetValue(origin),
        };
        request.Start.Validate();
        request.Training?.Validate();
        return request;
    }
}

using System.CommandLine;
using System.Globalization;
using OnnxStyle.Cli.Commands;
using OnnxStyle.Imaging;
using OnnxStyle.Tensors;
using OnnxStyle.Training;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options of <c>train classifier</c>, and how they become the library's.</summary>
internal sealed class TrainClassifierOptionSet
{
    private const string NoCache = "none";
    private static readonly ClassifierOptions Defaults = new();
    private static readonly (string, FeatureKind)[] Kinds = [("mean", FeatureKind.Mean), ("moments", FeatureKind.Moments), ("gram", FeatureKind.Gram), ("histogram", FeatureKind.Histogram)];
    private static readonly (string, HeadKind)[] Heads = [("linear", HeadKind.Linear), ("mlp", HeadKind.Mlp)];
    private static readonly (string, PictureFit)[] Fits = [("crop", PictureFit.Crop), ("stretch", PictureFit.Stretch), ("letterbox", PictureFit.Letterbox)];
    private static readonly (string, bool)[] Borders = [("trim", true), ("keep", false)];

    private readonly Argument<string> source = new("DIR|TABLE.csv") { Description = "A folder with one folder of pictures for each class, or a CSV with a column of files and one of labels (--label)." };
    private readonly Option<string?> output = Words.Text("--output", "FILE", "The model to write: .onnx. A report (.json) and the confusion matrix (-confusion.svg, -confusion.png) are written beside it. [default: classifier.onnx]", "-o");
    private readonly Option<string?> label = Words.Text("--label", "COLUMN", "Table: the column of labels. [required with a table]");
    private readonly Option<string?> file = Words.Text("--file", "COLUMN", "Table: the column of files. [default: image_path or file]");
    private readonly Option<string?> images = Words.Text("--images", "DIR", "Table: the folder of the files. [default: the table's]");
    private readonly Option<string[]> where = Words.Texts("--where", "COLUMN=TEXT", "Table: only records with this text in that column; may stand several times. [default: all]");
    private readonly Option<FeatureKind?> features = Words.Choice("--features", Kinds, $"What the head sees: means of the layers' channels, means and deviations, Gram matrices, or the histogram of colours without a network. [default: {Words.Of(Kinds, Defaults.Features.Kind)}]");
    private readonly Option<string?> encoder = Words.Text("--encoder", "NAME|FILE", $"encoder (built in), vgg19 or another installed model, or a weight file. [default: {Defaults.Features.Encoder}]");
    private readonly Option<string?> modelFolder = CommonOptions.ModelFolder();
    private readonly Option<string?> layers = Words.Text("--layers", "LAYER,...", $"Layers that are looked at. [default: {string.Join(',', Defaults.Features.Layers)}]");
    private readonly Option<int?> side = Words.Whole("--side", "N", $"Pixels of the side of the square that the network sees, 16 to 1024. [default: {Defaults.Features.Side}]");
    private readonly Option<PictureFit?> fit = Words.Choice("--fit", Fits, $"How pictures become square: the middle cut out, squeezed, or whole with their mean colour around. [default: {Words.Of(Fits, Defaults.Features.Fit)}]");
    private readonly Option<bool?> borders = Words.Choice("--borders", Borders, "Whether black bars at the borders are found and cut first. [default: trim]");
    private readonly Option<HeadKind?> head = Words.Choice("--head", Heads, $"Multinomial logistic regression, or one hidden layer. Both by L-BFGS. [default: {Words.Of(Heads, Defaults.Head.Kind)}]");
    private readonly Option<int?> hidden = Words.Whole("--hidden", "N", $"mlp: units of the hidden layer, 1 to 4096. [default: {Defaults.Head.Hidden}]");
    private readonly Option<double[]?> l2 = Words.Parsed<double[]?>("--l2", "X,...", "How strongly weights are held; of several the best is chosen. [default: nine from 0.1 to 0.00001]", (result, word) =>
    {
        double[] values = [.. word.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN)];
        return values.All(double.IsFinite) ? values : Words.Refuse<double[]?>(result, "--l2", word, "numbers such as 0.01 or 0.1,0.01,0.001");
    });

    private readonly Option<int?> folds = Words.Whole("--folds", "N", "Choose --l2 by so many folds of what is not for testing, 2 to 20; 0: by the validation part. [default: 0]");
    private readonly Option<Toggle?> balance = Words.Choice("--balance", Words.OnOff, "Whether classes count the same however many pictures they have. [default: on]");
    private readonly Option<int?> iterations = Words.Whole("--iterations", "N", $"The most L-BFGS iterations of a fit. [default: {Defaults.Head.Iterations}]");
    private readonly Option<int?> finetune = Words.Whole("--finetune", "BLOCKS", "Then train the last blocks of convolutions that the layers reach on, with the head; what does no better on the validation part is not kept. [default: 0]");
    private readonly Option<int?> epochs = Words.Whole("--epochs", "N", $"Fine-tuning: the most passes over the pictures. [default: {Defaults.FineTune.Epochs}]");
    private readonly Option<int?> batch = Words.Whole("--batch", "N", $"Fine-tuning: pictures of a step, 1 to 256. [default: {Defaults.FineTune.Batch}]");
    private readonly Option<double?> learningRate = Words.Number("--learning-rate", "X", $"Fine-tuning: of AdamW at the start; it falls to 0 along a cosine. [default: {Defaults.FineTune.LearningRate}]");
    private readonly Option<double?> weightDecay = Words.Number("--weight-decay", "X", $"Fine-tuning: how strongly filters are drawn towards 0. [default: {Defaults.FineTune.WeightDecay}]");
    private readonly Option<int?> patience = Words.Whole("--patience", "N", $"Fine-tuning: passes without a better validation part after which it ends. [default: {Defaults.FineTune.Patience}]");
    private readonly Option<Toggle?> mirror = Words.Choice("--mirror", Words.OnOff, $"Fine-tuning: whether half of the pictures are seen mirrored, drawn anew in every pass. [default: {(Defaults.FineTune.Mirror ? "on" : "off")}]");
    private readonly Option<string?> resume = Words.Text("--resume", "FILE", "Fine-tuning: go on from the checkpoint that lies beside the output after a stop, with the same pictures and options. [default: none]");
    private readonly Option<bool> plain = new("--plain") { Description = "Fine-tuning, on the processor: run ONNX Runtime's own convolutions instead of ours, which are faster. [default: off]" };
    private readonly Option<double?> test = Words.Number("--test", "X", $"The share of each class that the classifier never sees before it is judged, 0.05 to 0.8. [default: {Defaults.Test}]");
    private readonly Option<double?> validation = Words.Number("--validation", "X", $"The share by which --l2 is chosen; it is fitted to at last, too. [default: {Defaults.Validation}]");
    private readonly Option<int?> crossValidate = Words.Whole("--cross-validate", "N", "Do all of it again with N other parts for testing, so that every picture is judged once: a narrower interval. 0: no. [default: 0]");
    private readonly Option<bool> baseline = new("--baseline") { Description = "Do the same with colour histograms, and compare." };
    private readonly Option<int?> seed = Words.Whole("--seed", "N", $"Draws the parts. [default: {Defaults.Seed}]");
    private readonly Option<string?> cache = Words.Text("--cache", "DIR|none", "Where features are kept for the next run. [default: features in $ONNXSTYLE_HOME, else in the user's data folder]");
    private readonly Option<string?> provider = Words.Text("--provider", "NAME", $"ONNX Runtime's provider; `onnxstyle doctor` lists them. Never replaced silently. [default: {Defaults.Provider}]");
    private readonly Option<int?> threads = Words.Whole("--threads", "N", "Threads of ONNX Runtime; 0: one for each processor. [default: 0]");

    public void AddTo(Command command)
    {
        command.Add(source);
        foreach (Option option in new Option[]
        {
            output, label, file, images, where, features, encoder, modelFolder, layers, side, fit, borders, head, hidden, l2, folds, balance, iterations, finetune, epochs, batch, learningRate, weightDecay, patience, mirror, resume, test, validation, crossValidate, baseline, seed, cache,
            provider, threads, plain,
        }) command.Add(option);
    }

    /// <summary>Words to a typed request. Looks only whether the source is a folder.</summary>
    /// <exception cref="OptionsException">Values do not work.</exception>
    public TrainClassifierRequest Bind(ParseResult parsed)
    {
        string from = parsed.GetValue(source)!, target = parsed.GetValue(output) ?? "classifier.onnx";
        LabelTable? table = Table(parsed, from);
        if (parsed.GetValue(seed) is < 0) throw new OptionsException("seed", [$"--seed {parsed.GetValue(seed)}: expected 0 or more"]);
        ClassifierOptions options = new()
        {
            Features = new FeatureOptions
            {
                Kind = parsed.GetValue(features) ?? Defaults.Features.Kind,
                Encoder = parsed.GetValue(encoder) ?? Defaults.Features.Encoder,
                ModelFolder = parsed.GetValue(modelFolder),
                Layers = parsed.GetValue(layers) is string names ? names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : Defaults.Features.Layers,
                Side = parsed.GetValue(side) ?? Defaults.Features.Side,
                Fit = parsed.GetValue(fit) ?? Defaults.Features.Fit,
                TrimBorders = parsed.GetValue(borders) ?? Defaults.Features.TrimBorders,
            },
            Head = new HeadOptions
            {
                Kind = parsed.GetValue(head) ?? Defaults.Head.Kind,
                Hidden = parsed.GetValue(hidden) ?? Defaults.Head.Hidden,
                L2 = parsed.GetValue(l2) is { Length: > 0 } strengths ? strengths : Defaults.Head.L2, // an array that was not given is empty
                Folds = parsed.GetValue(folds) ?? Defaults.Head.Folds,
                Balanced = (parsed.GetValue(balance) ?? Toggle.On) == Toggle.On,
                Iterations = parsed.GetValue(iterations) ?? Defaults.Head.Iterations,
            },
            FineTune = new FineTuneOptions
            {
                Blocks = parsed.GetValue(finetune) ?? Defaults.FineTune.Blocks,
                Epochs = parsed.GetValue(epochs) ?? Defaults.FineTune.Epochs,
                Batch = parsed.GetValue(batch) ?? Defaults.FineTune.Batch,
                LearningRate = parsed.GetValue(learningRate) ?? Defaults.FineTune.LearningRate,
                WeightDecay = parsed.GetValue(weightDecay) ?? Defaults.FineTune.WeightDecay,
                Patience = parsed.GetValue(patience) ?? Defaults.FineTune.Patience,
                Mirror = parsed.GetValue(mirror) is Toggle half ? half == Toggle.On : Defaults.FineTune.Mirror,
                Checkpoint = parsed.GetValue(finetune) > 0 ? Path.ChangeExtension(target, ".checkpoint") : null,
                Resume = parsed.GetValue(resume),
            },
            Test = parsed.GetValue(test) ?? Defaults.Test,
            Validation = parsed.GetValue(validation) ?? Defaults.Validation,
            CrossValidation = parsed.GetValue(crossValidate) ?? Defaults.CrossValidation,
            Baseline = parsed.GetValue(baseline),
            Seed = (ulong?)parsed.GetValue(seed) ?? Defaults.Seed,
            Cache = parsed.GetValue(cache) switch { null => Defaults.Cache, NoCache => null, string folder => folder },
            Provider = parsed.GetValue(provider) ?? Defaults.Provider,
            Threads = parsed.GetValue(threads) ?? Defaults.Threads,
            Plain = parsed.GetValue(plain),
        };
        options.Validate();
        if (options.FineTune.Blocks == 0)
        {
            string? stray = new Option[] { epochs, batch, learningRate, weightDecay, patience, mirror, resume, plain }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })?.Name;
            if (stray is not null) throw new OptionsException(nameof(FineTuneOptions), [$"{stray}: no effect without --finetune"]);
        }

        return new TrainClassifierRequest(from, table, options, target);
    }

    private LabelTable? Table(ParseResult parsed, string from)
    {
        string[] conditions = parsed.GetValue(where) ?? [];
        if (!from.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
        {
            string? stray = parsed.GetValue(label) is not null ? "--label" : parsed.GetValue(file) is not null ? "--file" : parsed.GetValue(images) is not null ? "--images" : conditions.Length > 0 ? "--where" : null;
            return stray is null ? null : throw new OptionsException(nameof(LabelTable), [$"{stray}: no effect without a table, a file that ends with .csv"]);
        }

        List<string> problems = [];
        if (parsed.GetValue(label) is null) problems.Add($"--label: name the column of {from} that holds the labels");
        foreach (string word in conditions.Where(word => word.IndexOf('=') < 1)) problems.Add($"--where {word}: expected COLUMN=TEXT");
        OptionsException.ThrowIfAny(nameof(LabelTable), problems);
        return new LabelTable(parsed.GetValue(label)!, parsed.GetValue(file), parsed.GetValue(images),
            conditions.Select(word => word.Split('=', 2)).GroupBy(pair => pair[0]).ToDictionary(group => group.Key, group => group.Last()[1]));
    }
}

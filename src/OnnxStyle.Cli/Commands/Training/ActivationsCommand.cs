using System.CommandLine;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;
using OnnxStyle.Training;

namespace OnnxStyle.Cli.Commands;

/// <summary>Draws what a network sees in a picture.</summary>
internal static class ActivationsCommand
{
    private const string FallbackOutput = "activations.png";

    public static Command Create(Terminal terminal)
    {
        Argument<string> picture = new("IMAGE") { Description = "The picture." };
        Option<string?> layer = Words.Text("--layer", "LAYER", "Draw the channels of this layer, such as relu3_1. [default: the evidence for classes, with --model]");
        Option<int?> count = Words.Whole("--count", "N", "Layer: the most channels, the strongest first, 1 to 1024. [default: 24]");
        Option<string?> encoder = Words.Text("--encoder", "NAME|FILE", "Layer: encoder (built in), vgg19 or another installed model, or a weight file. [default: that of --model, else encoder]");
        Option<string?> modelFolder = CommonOptions.ModelFolder();
        Option<string?> model = Words.Text("--model", "FILE.onnx", "A classifier that `onnxstyle train classifier` wrote. [default: none]");
        Option<string[]> classes = Words.Texts("--class", "NAME", "Model: draw what speaks for this class; may stand several times. [default: the most probable three]");
        Option<ImageSize?> size = Words.Parsed<ImageSize?>("--size", "SIZE", "Layer: 384 (long side), 512x384 or native; with --model always the classifier's square. [default: 384]", (result, word) =>
            ImageSize.TryParse(word, out ImageSize? parsedSize) ? parsedSize : Words.Refuse<ImageSize?>(result, "--size", word, "384 (long side), 512x384 or native"));
        Option<int?> cell = Words.Whole("--cell", "N", "Pixels of the longer side of each picture of the sheet, 16 to 4096. [default: 160, with classes 200]");
        Option<string?> output = Words.Text("--output", "FILE", $"The sheet to write: .png, .jpg, .webp or .tif. [default: {FallbackOutput}]", "-o");
        DocumentedCommand command = new(
            "activations",
            "Draw what a network sees in a picture as one labelled sheet: the strongest channels of a layer, or what speaks for and against the classes of a classifier.",
            "onnxstyle activations painting.jpg --layer relu3_1 -o channels.png",
            "onnxstyle activations painting.jpg --layer relu4_1 --encoder vgg19 --count 35",
            "onnxstyle activations painting.jpg --model styles.onnx --class baroque --class impressionism -o evidence.png")
        {
            picture, layer, count, encoder, modelFolder, model, classes, size, cell, output,
        };
        return command.Does(terminal, (parsed, _) =>
        {
            string input = parsed.GetValue(picture)!;
            string[] wanted = parsed.GetValue(classes) ?? [];
            int most = parsed.GetValue(count) ?? 24;
            Check(parsed.GetValue(layer), parsed.GetValue(model), parsed.GetValue(encoder), parsed.GetValue(size), wanted, parsed.GetValue(count));
            ContactSheetOptions look = new() { CellSide = parsed.GetValue(cell) ?? (parsed.GetValue(layer) is null ? 200 : 160), TextScale = 1.5f };
            look.Validate();
            OutputFile target = OutputFile.Prepare(parsed.GetValue(output) ?? FallbackOutput, input);
            ClassifierModel? classifier = parsed.GetValue(model) is string file ? ClassifierModel.Load(file) : null;
            Image sheet = parsed.GetValue(layer) is string name
                ? Channels(classifier, parsed.GetValue(encoder), parsed.GetValue(modelFolder), input, parsed.GetValue(size), name, most, look)
                : Classes(classifier!, input, wanted, look);
            ImageFile.Save(sheet, target.Path);
            terminal.Out.WriteLine(target.Path);
            return ExitCode.Done;
        });
    }

    private static void Check(string? layer, string? model, string? encoder, ImageSize? size, string[] classes, int? count)
    {
        List<string> problems = [];
        if (layer is null && model is null) problems.Add("--layer: name a layer such as relu3_1, or a classifier with --model");
        if (layer is not null && classes.Length > 0) problems.Add("--class: no effect with --layer; leave one of them out");
        if (layer is null && count is not null) problems.Add("--count: no effect without --layer");
        if (classes.Length > 0 && model is null) problems.Add("--class: no effect without --model");
        if (encoder is not null && model is not null) problems.Add("--encoder: no effect with --model, which has its own");
        if (size is not null && model is not null) problems.Add("--size: no effect with --model, which sees a square of its own");
        if (count is < 1 or > 1024) problems.Add($"--count {count}: expected 1 to 1024");
        OptionsException.ThrowIfAny("activations", problems);
    }

    private static Image Channels(ClassifierModel? classifier, string? encoder, string? folder, string input, ImageSize? size, string layer, int count, ContactSheetOptions look)
    {
        if (classifier is { Encoder: null }) throw new OptionsException("activations", ["--layer: the classifier sees only the histogram of colours and has no layers; leave --model out"]);
        Encoder network = classifier?.Encoder ?? Encoder.Open(encoder ?? "encoder", folder);
        Image picture = classifier?.Square(input) ?? Within(input, size ?? ImageSize.LongSide(384));
        return ActivationSheets.Channels(picture, $"{layer} of {network.Name}, {network.Channels(layer)} channels, the strongest first", LayerActivations.Of(network, picture, layer, count), look);
    }

    private static Image Classes(ClassifierModel classifier, string input, string[] classes, ContactSheetOptions look)
    {
        using EvidenceGraph evidence = new(classifier);
        Image square = classifier.Square(input);
        return ActivationSheets.Classes(square, evidence.Of(square, classes), look);
    }

    private static Image Within(string input, ImageSize size) => ImageFile.Load(input, new ImageLoadOptions { Size = size });
}

using System.CommandLine;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Networks;
using OnnxStyle.Tensors;

namespace OnnxStyle.Cli.Commands;

/// <summary>Installs weights that somebody has as a file.</summary>
internal static class ModelImportCommand
{
    private static readonly (string, WeightConvention)[] Conventions =
        [("stated", WeightConvention.Stated), ("caffe", WeightConvention.CaffeBgr), ("caffe-rgb", WeightConvention.CaffeRgb), ("torchvision", WeightConvention.TorchVision)];

    public static Command Create(Terminal terminal)
    {
        Argument<string> file = new("FILE") { Description = "A .safetensors, .npz, .pth (either format of torch.save; nothing in it is run) or .onnx file. One named like a file of the catalogue must be that file, to its SHA-256." };
        Option<string?> name = Words.Text("--name", "NAME", "The name to install it under. [default: vgg19 or vgg16 for those networks when none is installed yet, else the file's]");
        Option<string?> output = Words.Text("--output", "FILE", "Write the .safetensors here instead of installing it. [default: the model folder]", "-o");
        Option<WeightConvention?> convention = Words.Choice("--convention", Conventions, "What pictures looked like in training: caffe is 0..255 blue first minus the mean, caffe-rgb red first, torchvision 0..1 by mean and deviation. [default: the catalogue's for its files, else stated in the file]");
        Option<ElementType?> precision = Words.Choice("--precision", ModelGetCommand.Precisions, "The numbers in the installed file; float16 takes half the disk. [default: float32]");
        Option<string?> licence = Words.Text("--licence", "TEXT", "The licence of the weights, for the card. [default: what the catalogue or the file says]");
        Option<string?> origin = Words.Text("--origin", "TEXT", "Who made the weights, for the card. [default: what the catalogue or the file says]");
        Option<string?> folder = CommonOptions.ModelFolder();
        return new DocumentedCommand(
            "import",
            "Install the convolutions of a weight file of the VGG family.",
            "onnxstyle model import vgg19-dcbb9e9d.pth",
            "onnxstyle model import vgg_conv.pth --convention caffe --name gatys")
        {
            file,
            name,
            output,
            convention,
            precision,
            licence,
            origin,
            folder,
        }.Does(terminal, (parsed, _) =>
        {
            string path = parsed.GetRequiredValue(file);
            string? wanted = parsed.GetValue(output) ?? (parsed.GetValue(name) is { } given ? Target(given, parsed.GetValue(folder)) : null);
            InputFileException.ThrowIfMissing(path);
            if (wanted is not null) OutputFile.PrepareFolder(wanted);
            ModelEntry? published = ModelCatalogue.OfFile(path);
            if (published is not null) terminal.Note($"{published.FileName}: {published.Bytes} bytes, SHA-256 {published.CheckFile(path)}; length and first digits are the catalogue's.");
            WeightSet weights = WeightImport.Read(path, new ImportOptions
            {
                Convention = parsed.GetValue(convention) ?? published?.Convention ?? WeightConvention.Stated,
                Precision = parsed.GetValue(precision) ?? ElementType.Float32,
                Licence = parsed.GetValue(licence) ?? published?.Licence ?? "",
                Origin = parsed.GetValue(origin) ?? published?.Origin ?? "",
            });
            Encoder encoder = Encoder.FromWeights(weights, Path.GetFileNameWithoutExtension(wanted ?? path));
            string target = wanted ?? Unnamed(encoder, path, parsed.GetValue(folder));
            OutputFile.PrepareFolder(target);
            WeightFile.Save(weights, target);
            terminal.Note($"{Path.GetFileNameWithoutExtension(target)}: {encoder.Card.Architecture}, {encoder.ParameterCount:N0} parameters.");
            terminal.Out.WriteLine(target);
            return ExitCode.Done;
        });
    }

    // The name under which `--encoder auto` looks for VGG-19 is the one most users want.
    private static string Unnamed(Encoder encoder, string path, string? folder) =>
        encoder.Card.Architecture.CommonName is { } common && !File.Exists(Target(common, folder)) ? Target(common, folder) : Target(Path.GetFileNameWithoutExtension(path), folder);

    internal static string Target(string name, string? folder) => name.Length > 0 && Path.GetFileName(name) == name
        ? ModelFolder.PathOf(name, folder)
        : throw new OptionsException("--name", [$"'{name}' is no name: expected one without separators; --output takes paths"]);
}

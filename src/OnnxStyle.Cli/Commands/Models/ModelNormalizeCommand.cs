using System.CommandLine;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Tensors;

namespace OnnxStyle.Cli.Commands;

/// <summary>Makes the version of an encoder whose activations have mean 1 (Gatys et al. 2015).</summary>
internal static class ModelNormalizeCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> model = new("MODEL") { Description = "encoder, the name of an installed model, or the path of a weight file." };
        Argument<string[]> pictures = new("PICTURES") { Description = "Pictures to measure on; the more and the more varied, the better.", Arity = ArgumentArity.OneOrMore };
        Option<string?> name = Words.Text("--name", "NAME", "The name to install it under. [default: MODEL-normalized]");
        Option<string?> output = Words.Text("--output", "FILE", "Write the .safetensors here instead of installing it. [default: the model folder]", "-o");
        Option<int?> size = Words.Whole("--size", "N", "Pixels of the longer side at which pictures are measured, 16 to 4096. [default: 224]");
        Option<Pooling?> pooling = Words.Choice("--pooling", Words.Poolings, "The pooling under which the means are 1. [default: avg]");
        Option<string?> folder = CommonOptions.ModelFolder();
        return new DocumentedCommand(
            "normalize",
            "Scale the filters of an encoder so that the mean activation of each, over pictures and positions, is 1.",
            "onnxstyle model normalize encoder photo1.jpg photo2.jpg photo3.jpg",
            "onnxstyle model normalize vgg19 photo1.jpg photo2.jpg --name vgg19-normalized --size 256")
        {
            model,
            pictures,
            name,
            output,
            size,
            pooling,
            folder,
        }.Does(terminal, (parsed, cancellationToken) =>
        {
            int side = parsed.GetValue(size) ?? 224;
            if (side is < 16 or > 4096) throw new OptionsException("--size", [$"{side}: expected 16 to 4096 pixels"]);
            Encoder encoder = Encoder.Open(parsed.GetRequiredValue(model), parsed.GetValue(folder));
            string target = parsed.GetValue(output) ?? ModelImportCommand.Target(parsed.GetValue(name) ?? $"{encoder.Name}-normalized", parsed.GetValue(folder));
            OutputFile.PrepareFolder(target);
            List<Tensor<float>> measured = [];
            foreach (string path in parsed.GetRequiredValue(pictures))
            {
                cancellationToken.ThrowIfCancellationRequested();
                measured.Add(ImageFile.Load(path, new ImageLoadOptions { Size = ImageSize.LongSide(side) }).ToTensor());
            }

            WeightSet weights = EncoderNormalization.Normalize(encoder, measured, new NetworkOptions { Pooling = parsed.GetValue(pooling) ?? Pooling.Average }, cancellationToken: cancellationToken);
            WeightFile.Save(weights, target);
            terminal.Note($"Measured on {measured.Count} picture{(measured.Count == 1 ? "" : "s")}.");
            terminal.Out.WriteLine(target);
            return ExitCode.Done;
        });
    }
}

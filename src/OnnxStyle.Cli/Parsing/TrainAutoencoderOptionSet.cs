using System.CommandLine;
using OnnxStyle.Cli.Commands;
using OnnxStyle.Tensors;
using OnnxStyle.Training;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options of <c>train autoencoder</c>.</summary>
internal sealed class TrainAutoencoderOptionSet
{
    private static readonly AutoencoderOptions Network = new();
    private static readonly PictureSampleOptions Samples = new();
    private static readonly (string, AutoencoderArchitecture)[] Architectures = [("plain", AutoencoderArchitecture.Plain), ("unet", AutoencoderArchitecture.UNet)];
    private readonly Argument<string> pictures = new("CATALOGUE_OR_DIR") { Description = "A folder of pictures with everything below it, or a CSV table whose column image_path or file names them." };
    private readonly Option<string?> output = Words.Text("--output", "FILE", "The model to write, .onnx: a picture to its numbers. Report, losses, curve and restored pictures go beside it. [default: autoencoder.onnx in the folder of installed models, for `recommend index --embedding autoencoder`]", "-o");
    private readonly Option<string?> modelFolder = CommonOptions.ModelFolder();
    private readonly Option<string?> label = Words.Text("--label", "COLUMN", "The table's column of labels, to judge neighbours by; of a folder, the folders in it are the labels. [default: none]");
    private readonly Option<string?> images = Words.Text("--images", "DIR", "The folder that the table's files are relative to. [default: the table's]");
    private readonly Option<AutoencoderArchitecture?> architecture = Words.Choice("--architecture", Architectures, $"plain: all goes through the code; unet: the decoder sees the encoder's maps, too: sharper pictures, poorer codes. [default: {Words.Of(Architectures, Network.Architecture)}]");
    private readonly Option<int?> side = Words.Whole("--side", "N", $"Pixels of a side, a multiple of 64. [default: {Network.Side}]");
    private readonly Option<int?> code = Words.Whole("--code", "N", $"Numbers in the code, 1 to 4096. [default: {Network.Code}]");
    private readonly Option<double?> heldOut = Words.Number("--held-out", "SHARE", "The share of pictures that training does not see, of each label alike. [default: 0.2]");
    private readonly Option<double?> crop = Words.Number("--least-crop", "SHARE", $"Training sees random squares of at least this share of the largest one's area. [default: {Samples.LeastCrop}]");
    private readonly Option<double?> jitter = Words.Number("--jitter", "X", $"Training changes brightness, contrast and colours by at most this. [default: {Samples.Jitter}]");
    private readonly Option<bool> plainSides = new("--no-mirror") { Description = "Training does not mirror half of the pictures." };
    private readonly Option<bool> margins = new("--keep-margins") { Description = "Do not cut black margins off, such as of pictures that were padded to a square." };
    private readonly TrainingOptionSet training = new(new TrainingOptions { Epochs = 120, Batch = 8, LearningRate = new LearningRate { Kind = ScheduleKind.Cosine, WarmUpSteps = 20 } });

    public void AddTo(Command command)
    {
        command.Add(pictures);
        foreach (Option option in new Option[] { output, modelFolder, label, images, architecture, side, code, heldOut, crop, jitter, plainSides, margins }) command.Add(option);
        training.AddTo(command);
    }

    public TrainAutoencoderRequest Bind(ParseResult parsed)
    {
        TrainingOptions options = training.Bind(parsed);
        TrainAutoencoderRequest request = new()
        {
            Pictures = parsed.GetValue(pictures)!,
            Output = parsed.GetValue(output) ?? EmbeddingOptionSet.InstalledAutoencoder(parsed.GetValue(modelFolder)),
            Label = parsed.GetValue(label),
            Images = parsed.GetValue(images),
            HeldOut = parsed.GetValue(heldOut) ?? 0.2,
            Resume = training.Resume(parsed),
            Network = new AutoencoderOptions
            {
                Architecture = parsed.GetValue(architecture) ?? Network.Architecture,
                Side = parsed.GetValue(side) ?? Network.Side,
                Code = parsed.GetValue(code) ?? Network.Code,
                Seed = options.Seed,
            },
            Samples = new PictureSampleOptions
            {
                Side = parsed.GetValue(side) ?? Network.Side,
                LeastCrop = parsed.GetValue(crop) ?? Samples.LeastCrop,
                Jitter = parsed.GetValue(jitter) ?? Samples.Jitter,
                Mirror = !parsed.GetValue(plainSides),
                CutMargins = !parsed.GetValue(margins),
            },
            Training = options,
            Session = training.Session(parsed),
        };
        request.Network.Validate();
        request.Samples.Validate();
        request.Training.Validate();
        if (!(request.HeldOut >= 0 && request.HeldOut < 1)) throw new OptionsException("--held-out", [$"--held-out must be 0 or more and below 1, it is {request.HeldOut}"]);
        return request;
    }
}

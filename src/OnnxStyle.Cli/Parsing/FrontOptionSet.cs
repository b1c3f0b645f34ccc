using System.CommandLine;
using OnnxStyle.Tensors;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options of the convolution in front of the encoder.</summary>
internal sealed class FrontOptionSet
{
    private static readonly FrontLayerOptions Defaults = new();
    private readonly Option<string?> use = Words.Text("--front", "FILE", "Use a front layer that --save-front wrote, without training. [default: one is trained on the painting]");
    private readonly Option<string?> save = Words.Text("--save-front", "FILE", "Write the front layer, .safetensors, to use it again. [default: not written]");
    private readonly Option<int?> channels = Words.Whole("--front-channels", "N", $"Channels of the front layer, 1 to 64; 0: no such layer. [default: {Defaults.Channels}]");
    private readonly Option<int?> kernelSize = Words.Whole("--front-kernel", "PIXELS", $"Side of its kernel, odd, 1 to 15. [default: {Defaults.KernelSize}]");
    private readonly Option<int?> steps = Words.Whole("--front-steps", "N", $"Training steps; 0: it stays as initialised. [default: {Defaults.TrainingSteps}]");
    private readonly Option<FrontSchedule?> schedule = Words.Choice("--front-training", Words.FrontSchedules,
        $"before: trained once, on the painting without its strokes; joint: also in turns with the picture, on what it lacks so far, at each size after the first. [default: {Words.Of(Words.FrontSchedules, Defaults.Schedule)}]");
    private readonly Option<FrontInitialization?> initialization = Words.Choice("--front-init", Words.FrontInitializations, $"Its kernel before the training. [default: {Words.Of(Words.FrontInitializations, Defaults.Initialization)}]");
    private readonly Option<double?> rate = Words.Number("--front-rate", "RATE", $"Step size of the training. [default: {Defaults.LearningRate}]");
    private readonly Option<double?> anchor = Words.Number("--front-anchor", "WEIGHT", $"What a change of the painting by the layer costs; the encoder must still see a picture. [default: {Defaults.Anchor}]");
    private readonly Option<int?> side = Words.Whole("--front-size", "N", $"Pixels of the painting's longer side in the training, 32 to 1024. [default: {Defaults.TrainingSide}]");

    public Option SaveOption => save;

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { use, save, channels, kernelSize, schedule, steps, initialization, rate, anchor, side }) command.Add(option);
    }

    public FrontLayerOptions Apply(ParseResult parsed, FrontLayerOptions options) => options with
    {
        Channels = parsed.GetValue(channels) ?? options.Channels,
        KernelSize = parsed.GetValue(kernelSize) ?? options.KernelSize,
        Schedule = parsed.GetValue(schedule) ?? options.Schedule,
        TrainingSteps = parsed.GetValue(steps) ?? options.TrainingSteps,
        Initialization = parsed.GetValue(initialization) ?? options.Initialization,
        LearningRate = parsed.GetValue(rate) ?? options.LearningRate,
        Anchor = parsed.GetValue(anchor) ?? options.Anchor,
        TrainingSide = parsed.GetValue(side) ?? options.TrainingSide,
    };

    /// <summary>The file to use and the file to write; null: none.</summary>
    /// <exception cref="OptionsException">The file to write has another extension.</exception>
    public (string? Use, string? Save) Files(ParseResult parsed)
    {
        string? target = parsed.GetValue(save);
        if (target is not null && !target.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase)) throw new OptionsException("--save-front", [$"'{target}' must end with .safetensors"]);
        return (parsed.GetValue(use), target);
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
using OnnxStyle.Cli.Commands;
using OnnxStyle.Imaging;
using OnnxStyle.Tensors;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options of <c>model export --step</c>: those of <c>stylize</c> that one step of Adam can bear.</summary>
internal sealed class StepOptionSet
{
    private static readonly StylizeOptions Defaults = new();
    private readonly Option<bool> step = new("--step") { Description = "Write a whole optimisation step for given pictures instead of an encoder. The options below belong to it. [default: off]" };
    private readonly Option<string?> content = Words.Text("--content", "FILE", "The photograph. [needed with --step]");
    private readonly Option<string[]> style = Words.Texts("--style", "FILE", "A painting; may stand several times. [needed with --step]");
    private readonly Option<string?> startPicture = Words.Text("--start-picture", "FILE", "Also write the picture that the first step takes, for hosts that do not scale pictures. [default: none]");
    private readonly Option<string?> init = Words.Text("--init", "content|noise|style|FILE", "The picture to start from, for --start-picture. [default: content]");
    private readonly Option<int?> seed = Words.Whole("--seed", "N", $"Where noise comes from. [default: {Defaults.Seed}]");
    private readonly Option<double?> learningRate = Words.Number("--learning-rate", "RATE", "Adam's step size, pixels being 0 to 1. [default: 0.02]");
    private readonly Option<Toggle?> bounds = Words.Choice("--bounds", Words.OnOff, "Whether pixels stay in 0 to 1. [default: on]");
    private readonly Option<ColorControl?> color = Words.Choice("--color", [.. Words.Colors.Where(row => row.Item2 != ColorControl.Luminance)], $"Recolour the style with the content's colours first. [default: {Words.Of(Words.Colors, Defaults.Color)}]");
    private readonly LossOptionSet losses = new();
    private readonly MaskOptionSet masks = new();

    private IEnumerable<Option> Own => [content, style, startPicture, init, seed, learningRate, bounds, color, .. losses.All, .. masks.All];

    public void AddTo(Command command)
    {
        command.Add(step);
        foreach (Option option in Own) command.Add(option);
    }

    /// <summary>Whether a step is wanted.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="model">The encoder that it names.</param>
    /// <param name="forEncoders">Options that a step cannot bear.</param>
    /// <exception cref="OptionsException">An option of the one stands with the other, or what it needs is missing.</exception>
    public bool IsWanted(ParseResult parsed, string? model, IEnumerable<Option> forEncoders)
    {
        bool wanted = parsed.GetValue(step);
        List<string> problems = [.. (wanted ? forEncoders : Own).Where(option => parsed.GetResult(option) is OptionResult { Implicit: false })
            .Select(option => wanted ? $"{option.Name} is for encoders, not for --step" : $"{option.Name} needs --step")];
        if (!wanted && model is null) problems.Add("name a MODEL, or --step with --content and --style");
        if (wanted && parsed.GetValue(content) is null) problems.Add("--step needs --content");
        if (wanted && (parsed.GetValue(style) ?? []).Length == 0) problems.Add("--step needs --style");
        OptionsException.ThrowIfAny("model export", problems);
        return wanted;
    }

    /// <summary>Words to a request. Opens no file.</summary>
    /// <exception cref="OptionsException">Values do not work.</exception>
    public StepRequest Bind(ParseResult parsed, EngineOptions engine, ImageSize? size, string output)
    {
        List<string> problems = [];
        string? start = parsed.GetValue(init);
        bool longSide = int.TryParse(size?.ToString(), out int side);
        StylizeOptions options = losses.Apply(parsed, Defaults, problems) with
        {
            Engine = engine,
            Optimizer = new OptimizerChoice { Kind = OptimizerKind.Adam, LearningRate = parsed.GetValue(learningRate), BoxBounds = parsed.GetValue(bounds) is Toggle held ? held == Toggle.On : null },
            Pyramid = false,
            LongSide = longSide ? side : Defaults.LongSide,
            Start = start is null ? Defaults.Start : StylizeOptionSet.StartOf(start),
            Seed = parsed.GetValue(seed) ?? Defaults.Seed,
            Color = parsed.GetValue(color) ?? Defaults.Color,
            GuideMode = masks.Mode(parsed) ?? Defaults.GuideMode,
        };
        OptionsException.ThrowIfAny("model export", problems);
        options.Validate();
        StylizeRequest pictures = masks.Apply(parsed, new StylizeRequest
        {
            Content = parsed.GetValue(content)!,
            Styles = parsed.GetValue(style)!,
            Start = options.Start == Initialization.File ? start : null,
            Output = output,
            Options = options,
            Size = size is null || longSide ? null : size,
        });
        return new StepRequest { Pictures = pictures, StartPicture = parsed.GetValue(startPicture) };
    }
}

using System.CommandLine;
using OnnxStyle.Optimization;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options of the optimiser, for every command that paints.</summary>
/// <param name="boundsHelp">What <c>--bounds</c> means to the command.</param>
internal sealed class OptimizerOptionSet(string boundsHelp = "Whether pixels stay in 0 to 1. [default: on for adam and rmsprop, else off]")
{
    private static readonly OptimizerChoice Defaults = new();
    private readonly Option<OptimizerKind?> kind = Words.Choice("--optimizer", Words.Optimizers, $"What moves the pixels. [default: {Words.Of(Words.Optimizers, Defaults.Kind)}]");
    private readonly Option<double?> learningRate = Words.Number("--learning-rate", "RATE", "The step size, pixels being 0 to 1. [default: 1 for lbfgs, 0.02 for adam, 0.005 for rmsprop, 0.1 for gd]");
    private readonly Option<int?> history = Words.Whole("--history", "N", $"Pairs that lbfgs remembers, 1 to 1000; each takes 8 bytes a pixel and channel. [default: {Defaults.History}]");
    private readonly Option<LineSearch?> lineSearch = Words.Choice("--line-search", Words.LineSearches, "Whether lbfgs searches along its direction. [default: strong-wolfe, none with --normalize-gradients]");
    private readonly Option<Toggle?> bounds = Words.Choice("--bounds", Words.OnOff, boundsHelp);
    private readonly Option<double?> momentum = Words.Number("--momentum", "M", $"Momentum of gd and rmsprop, 0 to below 1. [default: {Defaults.Momentum}]");
    private readonly Option<double?> ema = Words.Number("--ema", "DECAY", "Decay of the running average that is shown and saved, 0 to below 1; 0: none. [default: 0.99 for adam, else 0]");

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { kind, learningRate, history, lineSearch, bounds, momentum, ema }) command.Add(option);
    }

    public OptimizerChoice Apply(ParseResult parsed, OptimizerChoice options) => options with
    {
        Kind = parsed.GetValue(kind) ?? options.Kind,
        LearningRate = parsed.GetValue(learningRate) ?? options.LearningRate,
        History = parsed.GetValue(history) ?? options.History,
        StrongWolfe = parsed.GetValue(lineSearch) is LineSearch search ? search == LineSearch.StrongWolfe : options.StrongWolfe,
        BoxBounds = parsed.GetValue(bounds) is Toggle held ? held == Toggle.On : options.BoxBounds,
        Momentum = parsed.GetValue(momentum) ?? options.Momentum,
        Averaging = parsed.GetValue(ema) ?? options.Averaging,
    };
}

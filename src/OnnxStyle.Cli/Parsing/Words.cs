using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Optimization;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The words of the command line for the values of the library, and options that read them. A message about a wrong word lists all right ones.</summary>
internal static class Words
{
    public static readonly (string, LossConvention)[] Conventions =
        [("balanced", LossConvention.Balanced), ("inner", LossConvention.Inner), ("paper", LossConvention.Paper), ("gatys-code", LossConvention.GatysCode), ("neural-style", LossConvention.NeuralStyle)];

    public static readonly (string, OptimizerKind)[] Optimizers =
        [("lbfgs", OptimizerKind.LBfgs), ("adam", OptimizerKind.Adam), ("rmsprop", OptimizerKind.RmsProp), ("gd", OptimizerKind.GradientDescent)];

    public static readonly (string, LineSearch)[] LineSearches = [("none", LineSearch.None), ("strong-wolfe", LineSearch.StrongWolfe)];

    public static readonly (string, Toggle)[] OnOff = [("on", Toggle.On), ("off", Toggle.Off)];

    public static readonly (string, TotalVariationKind)[] TotalVariations = [("l1", TotalVariationKind.L1), ("l2", TotalVariationKind.L2), ("nine-point", TotalVariationKind.NinePoint)];

    public static readonly (string, StyleLossKind)[] StyleLosses =
        [("gram", StyleLossKind.Gram), ("mean-covariance", StyleLossKind.MeanCovariance), ("wasserstein", StyleLossKind.Wasserstein)];

    public static readonly (string, Pooling)[] Poolings = [("avg", Pooling.Average), ("max", Pooling.Max), ("l2", Pooling.L2)];

    public static readonly (string, FirstPadding)[] Paddings = [("zero", FirstPadding.Zero), ("replicate", FirstPadding.Replicate)];

    public static readonly (string, ColorControl)[] Colors =
        [("none", ColorControl.None), ("cholesky", ColorControl.MatchCholesky), ("pca", ColorControl.MatchPca), ("monge", ColorControl.MatchMonge), ("luminance", ColorControl.Luminance)];

    public static readonly (string, ChromaMerge)[] Chromas =
        [("none", ChromaMerge.None), ("yuv", ChromaMerge.Yuv), ("lab", ChromaMerge.Lab)];

    public static readonly (string, GuideMode)[] GuideModes = [("simple", GuideMode.Simple), ("all", GuideMode.All), ("inside", GuideMode.Inside), ("average", GuideMode.Average)];

    public static readonly (string, ReconstructionMethod)[] Reconstructions = [("gatys", ReconstructionMethod.Gatys), ("mahendran", ReconstructionMethod.MahendranVedaldi)];

    public static readonly (string, EdgeThreshold)[] EdgeThresholds = [("percentile", EdgeThreshold.Percentile), ("value", EdgeThreshold.Value)];

    public static readonly (string, EdgeDrawingKind)[] EdgeDrawings = [("white", EdgeDrawingKind.White), ("black", EdgeDrawingKind.Black), ("over", EdgeDrawingKind.Over)];

    public static readonly (string, EasternPreset)[] EasternPresets = [("ink", EasternPreset.Ink), ("color", EasternPreset.Color)];

    public static readonly (string, EasternStart)[] EasternStarts = [("paper", EasternStart.Paper), ("drawing", EasternStart.Drawing), ("photo", EasternStart.Photo)];

    public static readonly (string, PhotoStart)[] PhotoStarts = [("content", PhotoStart.Content), ("colors", PhotoStart.Colors), ("noise", PhotoStart.Noise)];

    public static readonly (string, FrontSchedule)[] FrontSchedules = [("before", FrontSchedule.Before), ("joint", FrontSchedule.Joint)];

    public static readonly (string, PaletteSpace)[] Palettes = [("rotation", PaletteSpace.Rotation), ("yuv", PaletteSpace.Yuv)];

    public static readonly (string, FrontInitialization)[] FrontInitializations = [("edges", FrontInitialization.Edges), ("random", FrontInitialization.Random)];

    public static readonly (string, RefineMode)[] RefineModes = [("none", RefineMode.None), ("after", RefineMode.After), ("only", RefineMode.Only)];

    /// <summary>The higher threshold of edges by value where none is given.</summary>
    public const double EdgeHighValue = 100;

    /// <summary>The word of a value.</summary>
    public static string Of<T>((string Word, T Value)[] table, T value) => table.First(row => EqualityComparer<T>.Default.Equals(row.Value, value)).Word;

    /// <summary>An option that takes one of the words of a table.</summary>
    public static Option<T?> Choice<T>(string name, (string Word, T Value)[] table, string help)
        where T : struct
    {
        Option<T?> option = new(name)
        {
            Description = help,
            HelpName = string.Join('|', table.Select(row => row.Word)),
            CustomParser = result =>
            {
                string word = Word(result);
                foreach ((string known, T value) in table)
                    if (known.Equals(word, StringComparison.OrdinalIgnoreCase)) return value;
                string[] words = [.. table.Select(row => row.Word)], near = ParseErrors.Nearest(word.ToLowerInvariant(), words.Where(known => known.Length > 2 && word.Length > 2));
                result.AddError($"{name} {word}: expected {string.Join(", ", words)}.{(near.Length > 0 ? $" Did you mean {string.Join(" or ", near)}?" : "")}");
                return null;
            },
        };
        option.CompletionSources.Add(table.Select(row => row.Word).ToArray());
        return option;
    }

    /// <summary>An option that takes a number.</summary>
    public static Option<double?> Number(string name, string helpName, string help) => Parsed<double?>(name, helpName, help, (result, word) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : Refuse<double?>(result, name, word, "a number such as 0.5 or 1e-3"));

    /// <summary>An option that takes a whole number.</summary>
    public static Option<int?> Whole(string name, string helpName, string help) => Parsed<int?>(name, helpName, help, (result, word) =>
        int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : Refuse<int?>(result, name, word, "a whole number"));

    /// <summary>An option that takes a text.</summary>
    public static Option<string?> Text(string name, string helpName, string help, params string[] aliases) => new(name, aliases) { Description = help, HelpName = helpName };

    /// <summary>An option that may stand several times, one text each time.</summary>
    public static Option<string[]> Texts(string name, string helpName, string help) => new(name) { Description = help, HelpName = helpName, Arity = ArgumentArity.OneOrMore };

    /// <summary>An option whose value a function reads.</summary>
    public static Option<T?> Parsed<T>(string name, string helpName, string help, Func<ArgumentResult, string, T?> parse) =>
        new(name) { Description = help, HelpName = helpName, CustomParser = result => parse(result, Word(result)) };

    /// <summary>Says that a word does not fit.</summary>
    public static T? Refuse<T>(ArgumentResult result, string name, string word, string expected)
    {
        result.AddError($"{name} {word}: expected {expected}.");
        return default;
    }

    private static string Word(ArgumentResult result) => result.Tokens.Count > 0 ? result.Tokens[^1].Value : "";
}

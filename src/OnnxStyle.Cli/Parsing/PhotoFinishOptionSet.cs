using System.CommandLine;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The filters after a photographic transfer, named as in <c>affine</c>.</summary>
internal sealed class PhotoFinishOptionSet
{
    private static readonly PhotoOptions Defaults = new();
    private readonly Option<Toggle?> affine = Words.Choice("--affine", Words.OnOff, "Whether the picture is made a local affine function of the content's colours at the end, as by the paper's code; helps with few iterations or a small lambda. [default: off]");
    private readonly Option<int?> radius = Words.Whole("--radius", "PIXELS", $"How far that filter averages, 0 to 200. [default: {Defaults.LocalAffine.Radius}]");
    private readonly Option<double?> edge = Words.Number("--edge", "SIGMA", $"Its colour difference that separates, 0.001 to 10. [default: {Defaults.LocalAffine.Edge}]");
    private readonly Option<double?> ridge = Words.Number("--ridge", "R", $"Its contrast below which only the mean colour is taken, 1e-9 to 1. [default: {Defaults.LocalAffine.Ridge}]");
    private readonly Option<Toggle?> refine = Words.Choice("--refine", Words.OnOff, "Bring the content's fine detail back with a guided filter, against posterised skies. [default: off]");
    private readonly Option<int?> refineRadius = Words.Whole("--refine-radius", "PIXELS", $"Radius of the guided filter's windows, 0 to 1000. [default: {Defaults.Refinement.Radius}]");
    private readonly Option<double?> refineEpsilon = Words.Number("--refine-epsilon", "E", $"Variance of colours below which a window is flat, 1e-9 to 1000. [default: {Defaults.Refinement.Epsilon}]");

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { affine, radius, edge, ridge, refine, refineRadius, refineEpsilon }) command.Add(option);
    }

    /// <summary>What was typed for a filter that is off.</summary>
    public IEnumerable<string> Problems(ParseResult parsed, PhotoOptions options)
    {
        if (!options.Affine && Given(parsed, radius, edge, ridge) is { Length: > 0 } unfiltered) yield return $"{unfiltered}: no effect without --affine on";
        if (!options.Refine && Given(parsed, refineRadius, refineEpsilon) is { Length: > 0 } unrefined) yield return $"{unrefined}: no effect without --refine on";
    }

    private static string Given(ParseResult parsed, params Option[] some) => string.Join(", ", some.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name));

    public PhotoOptions Apply(ParseResult parsed, PhotoOptions options) => options with
    {
        Affine = parsed.GetValue(affine) is Toggle filtered ? filtered == Toggle.On : options.Affine,
        LocalAffine = options.LocalAffine with
        {
            Radius = parsed.GetValue(radius) ?? options.LocalAffine.Radius,
            Edge = parsed.GetValue(edge) ?? options.LocalAffine.Edge,
            Ridge = parsed.GetValue(ridge) ?? options.LocalAffine.Ridge,
        },
        Refine = parsed.GetValue(refine) is Toggle refined ? refined == Toggle.On : options.Refine,
        Refinement = options.Refinement with
        {
            Radius = parsed.GetValue(refineRadius) ?? options.Refinement.Radius,
            Epsilon = parsed.GetValue(refineEpsilon) ?? options.Refinement.Epsilon,
        },
    };
}

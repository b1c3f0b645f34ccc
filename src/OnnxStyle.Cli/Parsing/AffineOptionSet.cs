using System.CommandLine;
using OnnxStyle.Cli.Commands;
using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options of <c>affine</c> and how they become the library's.</summary>
internal sealed class AffineOptionSet
{
    private static readonly LocalAffineOptions Defaults = new();
    private static readonly GuidedFilterOptions RefineDefaults = new();
    private readonly Argument<string> stylised = new("STYLISED") { Description = "The picture to make photographic, made by any program." };
    private readonly Option<string> content = new("--content") { Description = "The photograph it was made from; it is scaled to the picture's size.", HelpName = "FILE", Required = true };
    private readonly Option<string?> output = Words.Text("--output", "FILE", "The picture to write: .png, .jpg, .webp or .tif. [default: affine.png]", "-o");
    private readonly Option<int?> bitDepth = Words.Whole("--bit-depth", "8|16", "Bits a channel in the picture; 16 for .png and .tif. [default: 8]");
    private readonly Option<int?> radius = Words.Whole("--radius", "PIXELS", $"How far colour functions are averaged, 0 to 200; time grows with its square. [default: {Defaults.Radius}]");
    private readonly Option<double?> edge = Words.Number("--edge", "SIGMA", $"Colour difference that separates, 0.001 to 10, colours being 0 to 1; 0.1 averages across weak edges, too. [default: {Defaults.Edge}]");
    private readonly Option<double?> ridge = Words.Number("--ridge", "R", $"Contrast in 3x3 pixels below which only the mean colour is taken, 1e-9 to 1. [default: {Defaults.Ridge}]");
    private readonly Option<RefineMode?> refine = Words.Choice("--refine", Words.RefineModes, "Bring the photograph's fine detail back with a guided filter: none, after the affine filter, or only that. [default: none]");
    private readonly Option<int?> refineRadius = Words.Whole("--refine-radius", "PIXELS", $"Radius of the guided filter's windows, 0 to 1000. [default: {RefineDefaults.Radius}]");
    private readonly Option<double?> refineEpsilon = Words.Number("--refine-epsilon", "E", $"Variance of colours below which a window is flat, 1e-9 to 1000. [default: {RefineDefaults.Epsilon}]");

    public void AddTo(Command command)
    {
        command.Add(stylised);
        foreach (Option option in new Option[] { content, output, bitDepth, radius, edge, ridge, refine, refineRadius, refineEpsilon }) command.Add(option);
    }

    /// <summary>Words to options and paths. Opens no file.</summary>
    /// <exception cref="OptionsException">Values do not work.</exception>
    public AffineRequest Bind(ParseResult parsed)
    {
        AffineRequest request = new()
        {
            Stylised = parsed.GetValue(stylised)!,
            Content = parsed.GetValue(content)!,
            Output = parsed.GetValue(output) ?? "affine.png",
            BitDepth = parsed.GetValue(bitDepth) ?? 8,
            Options = new LocalAffineOptions { Radius = parsed.GetValue(radius) ?? Defaults.Radius, Edge = parsed.GetValue(edge) ?? Defaults.Edge, Ridge = parsed.GetValue(ridge) ?? Defaults.Ridge },
            Refine = parsed.GetValue(refine) ?? RefineMode.None,
            Refinement = new GuidedFilterOptions { Radius = parsed.GetValue(refineRadius) ?? RefineDefaults.Radius, Epsilon = parsed.GetValue(refineEpsilon) ?? RefineDefaults.Epsilon },
        };
        List<string> problems = [];
        PictureOutputSet.Check(request.BitDepth, request.Output, log: null, problems);
        request.Options.Check(problems, "LocalAffine.");
        request.Refinement.Check(problems, "Refinement.");
        foreach (Option unused in request.Refine switch { RefineMode.None => new Option[] { refineRadius, refineEpsilon }, RefineMode.Only => [radius, edge, ridge], _ => [] })
            if (parsed.GetResult(unused) is not null) problems.Add($"{unused.Name} has no effect with --refine {Words.Of(Words.RefineModes, request.Refine)}: leave it out, or give --refine after");
        OptionsException.ThrowIfAny("affine", problems);
        return request;
    }
}

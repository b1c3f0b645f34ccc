using System.CommandLine;
using OnnxStyle.Cli.Commands;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options of <c>reconstruct</c> and how they become the library's.</summary>
internal sealed class ReconstructOptionSet
{
    private static readonly ReconstructOptions Defaults = new();
    private readonly Argument<string> picture = new("IMAGE") { Description = "The picture whose features are taken." };
    private readonly Option<string?> layer = Words.Text("--layer", "LAYER", $"The layer, from conv1_1 to the encoder's deepest; conv4_2 is before the ReLU, relu4_2 after it. [default: {Defaults.Layer}]");
    private readonly Option<ReconstructionMethod?> method = Words.Choice("--method", Words.Reconstructions, $"gatys: the features alone; mahendran: with the x^6 and total variation priors. [default: {Words.Of(Words.Reconstructions, Defaults.Method)}]");
    private readonly Option<int?> size = Words.Whole("--size", "N", $"Pixels of the longer side, 16 to 16384. [default: {Defaults.LongSide}]");
    private readonly Option<int?> iterations = Words.Whole("--iterations", "N", $"Accepted steps. [default: {Defaults.Iterations}]");
    private readonly Option<double?> prior = Words.Number("--prior", "WEIGHT", "lambda_b, the weight of the x^6 prior of mahendran. [default: 8e-10, the paper's]");
    private readonly Option<double?> tv = Words.Number("--tv", "WEIGHT", "lambda_TV, the weight of the total variation of mahendran. [default: 1 up to block 2, 10 in block 3, else 100]");
    private readonly Option<int?> seed = Words.Whole("--seed", "N", $"Where the noise at the start comes from; the same seed gives the same picture. [default: {Defaults.Seed}]");
    private readonly PictureOutputSet output = new("reconstruction.png");
    private readonly OptimizerOptionSet optimizer = new();
    private readonly EngineOptionSet engine = new();

    public void AddTo(Command command)
    {
        command.Add(picture);
        command.Add(layer);
        output.AddTo(command);
        foreach (Option option in new Option[] { method, size, iterations, prior, tv, seed }) command.Add(option);
        optimizer.AddTo(command);
        engine.AddTo(command);
    }

    /// <summary>Words to options and paths. Opens no file.</summary>
    /// <exception cref="Tensors.OptionsException">Values do not work.</exception>
    public (ReconstructOptions Options, PictureRequest Files) Bind(ParseResult parsed)
    {
        ReconstructOptions options = new()
        {
            Engine = engine.Apply(parsed, Defaults.Engine),
            Optimizer = optimizer.Apply(parsed, Defaults.Optimizer),
            Layer = parsed.GetValue(layer) ?? Defaults.Layer,
            Method = parsed.GetValue(method) ?? Defaults.Method,
            LongSide = parsed.GetValue(size) ?? Defaults.LongSide,
            Iterations = parsed.GetValue(iterations) ?? Defaults.Iterations,
            PriorWeight = parsed.GetValue(prior),
            TotalVariationWeight = parsed.GetValue(tv),
            Seed = parsed.GetValue(seed) ?? Defaults.Seed,
        };
        options.Validate();
        return (options, output.Bind(parsed, parsed.GetValue(picture)!));
    }
}

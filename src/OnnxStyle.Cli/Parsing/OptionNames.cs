using System.Text;

namespace OnnxStyle.Cli.Parsing;

/// <summary>What the properties of the library's options are called on the command line, for messages about their values.</summary>
internal static class OptionNames
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["Engine.Encoder"] = "--encoder",
        ["Batch"] = "--batch",
        ["Rate"] = "--learning-rate",
        ["WarmUpSteps"] = "--warm-up",
        ["WeightDecay"] = "--weight-decay",
        ["ClipNorm"] = "--clip-norm",
        ["AverageDecay"] = "--ema",
        ["Patience"] = "--patience",
        ["TimeLimit"] = "--minutes",
        ["CheckpointInterval"] = "--checkpoint-minutes",
        ["Code"] = "--code",
        ["LeastCrop"] = "--least-crop",
        ["Jitter"] = "--jitter",
        ["Momentum"] = "--momentum",
        ["Nesterov"] = "--nesterov",
        ["Engine.PoolRescale"] = "--pool-rescale",
        ["Engine.Provider"] = "--provider",
        ["Engine.Threads"] = "--threads",
        ["Threads"] = "--threads",
        ["ProviderOptions"] = "--provider-option",
        ["Optimizer.LearningRate"] = "--learning-rate",
        ["Optimizer.History"] = "--history",
        ["Optimizer.Momentum"] = "--momentum",
        ["Optimizer.Averaging"] = "--ema",
        ["Optimizer.StrongWolfe"] = "--line-search strong-wolfe",
        ["NormalizeGradients"] = "--normalize-gradients",
        ["ContentLayers"] = "--content-layers",
        ["StyleLayers"] = "--style-layers",
        ["Layers"] = "--layers",
        ["Layer"] = "--layer",
        ["ContentWeight"] = "--content-weight",
        ["StyleWeight"] = "--style-weight",
        ["StyleWeights"] = "--style-weights",
        ["TotalVariationWeight"] = "--tv",
        ["PriorWeight"] = "--prior",
        ["StyleLoss"] = "--style-loss",
        ["StyleScale"] = "--style-scale",
        ["StyleSize"] = "--style-size",
        ["LongSide"] = "--size",
        ["AreaSide"] = "--size",
        ["Size"] = "--size",
        ["Width"] = "--width",
        ["Height"] = "--height",
        ["Iterations"] = "--iterations",
        ["LaterIterations"] = "--later-iterations",
        ["SnapshotEvery"] = "--snapshot",
        ["Sigma"] = "--sigma",
        ["Low"] = "--low",
        ["High"] = "--high",
        ["Floor"] = "--floor",
        ["MinimumLength"] = "--min-length",
        ["Edges.Sigma"] = "--edge-sigma",
        ["Edges.Low"] = "--edge-low",
        ["Edges.High"] = "--edge-high",
        ["Edges.Floor"] = "--edge-floor",
        ["Edges.MinimumLength"] = "--edge-min-length",
        ["Front.KernelSize"] = "--front-kernel",
        ["Front.Channels"] = "--front-channels",
        ["Front.TrainingSteps"] = "--front-steps",
        ["Front.LearningRate"] = "--front-rate",
        ["Front.Anchor"] = "--front-anchor",
        ["Front.TrainingSide"] = "--front-size",
        ["LocalAffine.Radius"] = "--radius",
        ["LocalAffine.Edge"] = "--edge",
        ["LocalAffine.Ridge"] = "--ridge",
        ["Refinement.Radius"] = "--refine-radius",
        ["Refinement.Epsilon"] = "--refine-epsilon",
        ["PaperPercentile"] = "--paper",
        ["Wash"] = "--wash",
        ["LineWidth"] = "--line-width",
        ["LineDarkness"] = "--line-darkness",
        ["PhotorealismWeight"] = "--lambda",
        ["MattingEpsilon"] = "--matting-epsilon",
        ["Smoothing.Strength"] = "--strength",
        ["Stages"] = "--stages",
        ["EdgeWeight"] = "--edge-weight",
        ["SmallestSide"] = "--smallest-side",
        ["Samples"] = "--samples",
        ["StyleSamples"] = "--style-samples",
        ["LearningRate"] = "--learning-rate",
        ["SmallestRegion"] = "--smallest-region",
        ["PointWeight"] = "--point-weight",
        ["PointSpacing"] = "--point-spacing",
        ["MaxMemoryBytes"] = "--max-memory",
        ["Kinds"] = "--kinds",
        ["ShortestGram"] = "--ngrams",
        ["LongestGram"] = "--ngrams",
        ["MinDocuments"] = "--min-df",
        ["MaxDocuments"] = "--max-df",
        ["MaxTerms"] = "--max-terms",
        ["Top"] = "--top",
        ["Metadata"] = "--meta",
        ["Works"] = "--works",
        ["Resamples"] = "--resamples",
        ["Questions"] = "--questions",
        ["Repeats"] = "--repeats",
        ["PageSide"] = "--page-side",
        ["Against"] = "--against",
        ["Text"] = "--text",
        ["Picture"] = "--picture",
        ["Alpha"] = "--alpha",
        ["Scale"] = "--scale",
        ["Texture"] = "--texture",
        ["CellSide"] = "--cell",
        ["Window"] = "--window",
        ["MinCount"] = "--min-count",
        ["Epochs"] = "--epochs",
        ["Workers"] = "--workers",
        ["Pictures"] = "--images",
        ["PictureFolder"] = "--images",
        ["Connection"] = "--connection",
        ["EmbeddingModel"] = "--embedding",
        ["Pictures.Encoder"] = "--encoder",
        ["Pictures.Side"] = "--picture-side",
        ["Pictures.TextureLayers"] = "--texture-layers",
        ["Pictures.Threads"] = "--threads",
        ["Features.Kind"] = "--features",
        ["Features.Encoder"] = "--encoder",
        ["Features.Layers"] = "--layers",
        ["Features.Side"] = "--side",
        ["Head.Hidden"] = "--hidden",
        ["Head.L2"] = "--l2",
        ["Head.Folds"] = "--folds",
        ["Head.Iterations"] = "--iterations",
        ["FineTune.Blocks"] = "--finetune",
        ["FineTune.Epochs"] = "--epochs",
        ["FineTune.Batch"] = "--batch",
        ["FineTune.LearningRate"] = "--learning-rate",
        ["FineTune.WeightDecay"] = "--weight-decay",
        ["FineTune.Patience"] = "--patience",
        ["Test"] = "--test",
        ["Validation"] = "--validation",
        ["CrossValidation"] = "--cross-validate",
        ["Embedding.Side"] = "--embedding-side",
        ["Embedding.Scale"] = "--embedding-scale",
        ["Embedding.Deviation"] = "--embedding-std",
    };

    /// <summary>A sentence with the options' names in place of the properties', or as it is where it begins with an option; null: it names none.</summary>
    public static string? Translate(string problem)
    {
        if (problem.StartsWith("--", StringComparison.Ordinal)) return problem;
        StringBuilder text = new();
        bool found = false, quoted = false;
        for (int i = 0; i < problem.Length;)
        {
            int end = i;
            while (end < problem.Length && (char.IsAsciiLetter(problem[end]) || (end > i && char.IsAsciiDigit(problem[end])) || (problem[end] == '.' && end + 1 < problem.Length && char.IsAsciiLetter(problem[end + 1])))) end++;
            if (end == i) end++;
            string word = problem[i..end];
            quoted ^= word == "'"; // what the user typed stays as it is
            bool known = Names.TryGetValue(word, out string? name) && !quoted;
            found |= known;
            text.Append(known ? name : word);
            i = end;
        }

        return found ? text.ToString() : null;
    }
}

using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>Everything that decides a reconstruction of a picture from one layer's features.</summary>
public sealed record ReconstructOptions
{
    /// <summary>The encoder and the machinery.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary>The layer, any from conv1_1 to the encoder's deepest.</summary>
    public string Layer { get; init; } = "conv4_2";

    /// <summary>The objective.</summary>
    public ReconstructionMethod Method { get; init; } = ReconstructionMethod.MahendranVedaldi;

    /// <summary>The longer side in pixels, 16 to 16384.</summary>
    public int LongSide { get; init; } = 224;

    /// <summary>Iterations (accepted steps), 1 or more.</summary>
    public int Iterations { get; init; } = 200;

    /// <summary>The optimiser. Differs from the paper: L-BFGS where it has gradient descent with momentum and a list of step sizes; choose <see cref="OptimizerKind.GradientDescent"/> for the paper's.</summary>
    public OptimizerChoice Optimizer { get; init; } = new();

    /// <summary>Where the noise that the picture starts from comes from.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>lambda_b, the weight of the x^6 prior, 0 or more; null: the paper's 8e-10. Without meaning for <see cref="ReconstructionMethod.Gatys"/>.</summary>
    public double? PriorWeight { get; init; }

    /// <summary>lambda_TV, the weight of the total variation, 0 or more; null: the paper's 1, 10 or 100 by depth. Without meaning for <see cref="ReconstructionMethod.Gatys"/>.</summary>
    public double? TotalVariationWeight { get; init; }

    /// <summary>A snapshot goes to the sink after each this many iterations; 0: none.</summary>
    public int SnapshotEvery { get; init; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="OptionsException">An option is out of its range; the message lists all that are.</exception>
    public void Validate()
    {
        List<string> problems = [];
        Engine.Check(problems);
        Optimizer.Check(problems);
        if (string.IsNullOrEmpty(Layer)) problems.Add("Layer is empty: name one such as conv4_2");
        if (!Enum.IsDefined(Method)) problems.Add($"Method is {Method}: expected {string.Join(", ", Enum.GetNames<ReconstructionMethod>())}");
        if (LongSide is < 16 or > 16384) problems.Add($"LongSide is {LongSide}: expected 16 to 16384 pixels");
        if (Iterations < 1) problems.Add($"Iterations is {Iterations}: expected 1 or more");
        if (PriorWeight is double prior && !(prior >= 0 && double.IsFinite(prior))) problems.Add($"PriorWeight is {prior}: expected a finite number of 0 or more");
        if (TotalVariationWeight is double tv && !(tv >= 0 && double.IsFinite(tv))) problems.Add($"TotalVariationWeight is {tv}: expected a finite number of 0 or more");
        if (SnapshotEvery < 0) problems.Add($"SnapshotEvery is {SnapshotEvery}: expected 0 or more");
        OptionsException.ThrowIfAny(nameof(ReconstructOptions), problems);
    }

    /// <summary>The options as JSON, every one of them.</summary>
    public string ToJson() => OptionsJson.Write(this, OptionsJson.Default.ReconstructOptions);

    /// <summary>Reads options from JSON; what is not named keeps its default.</summary>
    /// <exception cref="OptionsException">The text is no JSON, names an unknown option, or gives one a value of another kind.</exception>
    public static ReconstructOptions FromJson(string json) => OptionsJson.Read(json, OptionsJson.Default.ReconstructOptions);
}

using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>The learning rate of every step.</summary>
public sealed record LearningRate
{
    /// <summary>How it changes. Constant by default.</summary>
    public ScheduleKind Kind { get; init; }

    /// <summary>The rate after the warm-up, 0.001. Above 0.</summary>
    public double Rate { get; init; } = 1e-3;

    /// <summary>Steps over which it rises from 0, linearly; 0, the default, for none.</summary>
    public int WarmUpSteps { get; init; }

    /// <summary>Step: epochs between two changes, 1 or more.</summary>
    public int EpochsPerStep { get; init; } = 30;

    /// <summary>Step: what it is multiplied by, 0.1. In (0, 1].</summary>
    public double Factor { get; init; } = 0.1;

    /// <summary>Cosine: the share of the rate that is left at the end, 0. In [0, 1].</summary>
    public double End { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsException">Lists all that do not work.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (!Enum.IsDefined(Kind)) problems.Add($"Kind is {(int)Kind}; Constant, Step or Cosine is possible");
        if (!(Rate > 0) || !double.IsFinite(Rate)) problems.Add($"Rate must be above 0, it is {Rate}");
        if (WarmUpSteps < 0) problems.Add($"WarmUpSteps must be 0 or more, it is {WarmUpSteps}");
        if (EpochsPerStep < 1) problems.Add($"EpochsPerStep must be 1 or more, it is {EpochsPerStep}");
        if (!(Factor > 0 && Factor <= 1)) problems.Add($"Factor must be above 0 and at most 1, it is {Factor}");
        if (!(End >= 0 && End <= 1)) problems.Add($"End must be from 0 to 1, it is {End}");
        OptionsException.ThrowIfAny(nameof(LearningRate), problems);
    }

    /// <summary>The rate of a step.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="stepsPerEpoch">Steps in an epoch, 1 or more.</param>
    /// <param name="totalSteps">Steps of the whole run; only Cosine heeds it.</param>
    public double At(long step, long stepsPerEpoch, long totalSteps)
    {
        double rate = Kind switch
        {
            ScheduleKind.Step => Rate * Math.Pow(Factor, step / stepsPerEpoch / EpochsPerStep),
            ScheduleKind.Cosine => Rate * (End + ((1 - End) * 0.5 * (1 + Math.Cos(Math.PI * Along(step, totalSteps))))),
            _ => Rate,
        };
        return step < WarmUpSteps ? rate * (step + 1) / WarmUpSteps : rate;
    }

    // 0 at the end of the warm-up, 1 after the last step.
    private double Along(long step, long totalSteps) => Math.Clamp((step - WarmUpSteps) / (double)Math.Max(1, totalSteps - WarmUpSteps), 0, 1);
}

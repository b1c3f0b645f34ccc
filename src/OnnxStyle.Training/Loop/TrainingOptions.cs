using System.Globalization;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>How a run goes, whatever is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>Passes over all samples, 1 or more.</summary>
    public int Epochs { get; init; } = 30;

    /// <summary>Samples in a batch, 1 to 4096.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Where shuffling and variation start, and whatever the task draws. The same number gives the same bits on the same machine and number of threads.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The learning rate.</summary>
    public LearningRate LearningRate { get; init; } = new();

    /// <summary>The optimiser.</summary>
    public UpdateOptions Update { get; init; } = new();

    /// <summary>Epochs without a better held-out loss after which the run ends; null: it goes to its end.</summary>
    public int? Patience { get; init; }

    /// <summary>How long the run may take at most, counted anew where a run goes on; null: as long as it needs. The epoch that is going on is broken off.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>The most time between two checkpoints, where a file for them is named.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Batches that are made ahead, 1 to 64.</summary>
    public int Ahead { get; init; } = 2;

    /// <summary>Threads that make samples; 0: one for each processor. It changes no bits.</summary>
    public int LoaderThreads { get; init; }

    /// <summary>Whether ONNX Runtime's own convolutions are run on the processor, too, and not ours, which are faster. It changes the bits, within rounding.</summary>
    public bool Plain { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsException">Lists all that do not work.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (Epochs < 1) problems.Add($"Epochs must be 1 or more, it is {Epochs}");
        if (Batch is < 1 or > 4096) problems.Add($"Batch must be 1 to 4096, it is {Batch}");
        if (Patience is < 1) problems.Add($"Patience must be 1 or more, it is {Patience}");
        if (TimeLimit is TimeSpan limit && limit <= TimeSpan.Zero) problems.Add($"TimeLimit must be above 0, it is {limit}");
        if (CheckpointInterval < TimeSpan.Zero) problems.Add($"CheckpointInterval must be 0 or more, it is {CheckpointInterval}");
        if (Ahead is < 1 or > 64) problems.Add($"Ahead must be 1 to 64, it is {Ahead}");
        if (LoaderThreads is < 0 or > 1024) problems.Add($"LoaderThreads must be 0 to 1024, it is {LoaderThreads}");
        OptionsException.ThrowIfAny(nameof(TrainingOptions), problems);
        LearningRate.Validate();
        Update.Validate();
    }

    /// <summary>What must be the same for a run to go on to the same bits, by name. The number of epochs is part of it only where the learning rate depends on it.</summary>
    public IReadOnlyDictionary<string, string> Settings()
    {
        SortedDictionary<string, string> settings = new(StringComparer.Ordinal)
        {
            ["batch"] = Batch.ToString(CultureInfo.InvariantCulture),
            ["seed"] = Seed.ToString(CultureInfo.InvariantCulture),
            ["learning rate"] = LearningRate.ToString(),
            ["update"] = Update.ToString(),
        };
        if (LearningRate.Kind == ScheduleKind.Cosine) settings["epochs"] = Epochs.ToString(CultureInfo.InvariantCulture);
        return settings;
    }
}

namespace OnnxStyle.Transfer;

/// <summary>What a run reports after each iteration. Immutable; may be kept.</summary>
public sealed record StylizeProgress
{
    /// <summary>The level of the pyramid, 0 for the smallest picture.</summary>
    public int Level { get; init; }

    /// <summary>How many levels there are.</summary>
    public int Levels { get; init; }

    /// <summary>The width of this level's picture in pixels.</summary>
    public int Width { get; init; }

    /// <summary>The height of this level's picture in pixels.</summary>
    public int Height { get; init; }

    /// <summary>The iteration within the level, from 1; 0 while the level is being prepared.</summary>
    public int Iteration { get; init; }

    /// <summary>Iterations planned for the level.</summary>
    public int Iterations { get; init; }

    /// <summary>The part of the whole work that is done, 0 to 1, weighing iterations by what they cost.</summary>
    public double Done { get; init; }

    /// <summary>The state of the losses; null while the level is being prepared.</summary>
    public LossRow? Row { get; init; }

    /// <summary>Time since the run began.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Time left as the run so far suggests; null as long as nothing suggests it.</summary>
    public TimeSpan? Remaining { get; init; }
}

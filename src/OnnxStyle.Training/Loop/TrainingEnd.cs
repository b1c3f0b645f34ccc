namespace OnnxStyle.Training;

/// <summary>Why a run ended.</summary>
public enum TrainingEnd
{
    /// <summary>All epochs are done.</summary>
    Finished,

    /// <summary>The held-out loss became no better for as many epochs as the patience allows.</summary>
    NoBetter,

    /// <summary>The time is up.</summary>
    OutOfTime,

    /// <summary>It was cancelled.</summary>
    Cancelled,
}

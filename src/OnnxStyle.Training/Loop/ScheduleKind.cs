namespace OnnxStyle.Training;

/// <summary>How the learning rate changes over a run.</summary>
public enum ScheduleKind
{
    /// <summary>It stays.</summary>
    Constant,

    /// <summary>It is multiplied by a factor every so many epochs.</summary>
    Step,

    /// <summary>It falls to its end along half a cosine (Loshchilov and Hutter 2017, without restarts).</summary>
    Cosine,
}

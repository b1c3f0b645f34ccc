namespace OnnxStyle.Transfer;

/// <summary>What a loss is for; the conventions of weights treat each differently.</summary>
public enum LossRole
{
    /// <summary>Compares features position by position.</summary>
    Content,

    /// <summary>Compares statistics of features.</summary>
    Style,

    /// <summary>Compares neighbouring pixels.</summary>
    TotalVariation,

    /// <summary>Compares pixels with a drawing.</summary>
    Drawing,

    /// <summary>Judges pixels by themselves.</summary>
    Prior,
}

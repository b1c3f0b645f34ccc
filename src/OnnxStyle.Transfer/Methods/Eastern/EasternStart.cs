namespace OnnxStyle.Transfer;

/// <summary>The picture that an eastern painting starts from.</summary>
public enum EasternStart
{
    /// <summary>White paper.</summary>
    Paper,

    /// <summary>The drawing: the photograph in pale washes with dark lines along its edges.</summary>
    Drawing,

    /// <summary>The photograph.</summary>
    Photo,
}

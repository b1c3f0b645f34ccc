namespace OnnxStyle.Cli.Parsing;

/// <summary>How <c>edges</c> draws what it found.</summary>
internal enum EdgeDrawingKind
{
    /// <summary>White lines on black.</summary>
    White,

    /// <summary>Black lines on white.</summary>
    Black,

    /// <summary>Dark lines over the photograph.</summary>
    Over,
}

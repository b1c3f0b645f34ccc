namespace OnnxStyle.Cli.Parsing;

/// <summary>On or off as a word: an option of truth values would take no word but true and false.</summary>
internal enum Toggle
{
    /// <summary>No.</summary>
    Off,

    /// <summary>Yes.</summary>
    On,
}

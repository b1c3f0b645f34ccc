namespace OnnxStyle.Cli.Commands;

/// <summary>How a thing that the doctor looked at is.</summary>
internal enum Verdict
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>It works, and could be better.</summary>
    Hint,

    /// <summary>Something needed is not there.</summary>
    Missing,
}

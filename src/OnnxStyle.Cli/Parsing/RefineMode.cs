namespace OnnxStyle.Cli.Parsing;

/// <summary>Whether <c>affine</c> brings fine detail back with a guided filter.</summary>
internal enum RefineMode
{
    /// <summary>The local affine filter alone.</summary>
    None,

    /// <summary>The local affine filter, then the refinement.</summary>
    After,

    /// <summary>The refinement alone.</summary>
    Only,
}

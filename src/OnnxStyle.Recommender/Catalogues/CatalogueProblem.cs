namespace OnnxStyle.Recommender;

/// <summary>Something in a catalogue that was left out or read in another way than written.</summary>
/// <param name="Line">The line on which the record begins, from 1.</param>
/// <param name="Text">What is the matter, as the rest of a sentence that begins with "line 7".</param>
/// <param name="LeftOut">Whether the record is not in the catalogue.</param>
public sealed record CatalogueProblem(int Line, string Text, bool LeftOut)
{
    /// <inheritdoc/>
    public override string ToString() => $"line {Line} {Text}{(LeftOut ? "; it is left out" : "")}";
}

using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>Which samples are trained on and which are held out, in ascending order.</summary>
/// <param name="Training">The samples to train on.</param>
/// <param name="HeldOut">The samples to judge by, which training never sees.</param>
public sealed record DataSplit(IReadOnlyList<int> Training, IReadOnlyList<int> HeldOut)
{
    /// <summary>Divides samples at random, each label in the same share (to the nearest sample, at least one of each label stays in training).</summary>
    /// <param name="labels">The label of every sample; equal ones throughout where there are none.</param>
    /// <param name="share">The share that is held out, in [0, 1).</param>
    /// <param name="seed">The same seed divides the same way.</param>
    public static DataSplit Stratified(IReadOnlyList<string> labels, double share, int seed)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (!(share >= 0 && share < 1)) throw new OptionsException(nameof(DataSplit), [$"the share that is held out must be 0 or more and below 1, it is {share}"]);
        List<int> training = [], heldOut = [];
        int label = 0;
        foreach (IGrouping<string, int> group in Enumerable.Range(0, labels.Count).GroupBy(i => labels[i], StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            int[] members = [.. group];
            RandomStream.Of(seed, 0x5711, label++).Shuffle(members.AsSpan());
            int held = Math.Min((int)Math.Round(share * members.Length, MidpointRounding.AwayFromZero), members.Length - 1);
            heldOut.AddRange(members[..held]);
            training.AddRange(members[held..]);
        }

        return new DataSplit([.. training.Order()], [.. heldOut.Order()]);
    }
}

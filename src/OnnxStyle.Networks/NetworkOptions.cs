using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>How an <see cref="Encoder"/> is opened: the choices that change its numbers but not its weights.</summary>
public sealed record NetworkOptions
{
    /// <summary>How the 2x2 windows of the pooling layers become one value.</summary>
    public Pooling Pooling { get; init; } = Pooling.Average;

    /// <summary>
    /// What every pooling's output is multiplied by, more than 0. 1 leaves it. crowsonkb/style-transfer-pytorch takes 2.0 for
    /// average and 0.78 for L2 pooling, which keep the activations near those of the trained max pooling.
    /// </summary>
    public float PoolRescale { get; init; } = 1;

    /// <summary>What lies around the image for the first convolution.</summary>
    public FirstPadding FirstPadding { get; init; } = FirstPadding.Zero;

    /// <summary>Checks the options.</summary>
    /// <exception cref="OptionsException">An option is out of its range; the message lists all that are.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (!Enum.IsDefined(Pooling)) problems.Add($"Pooling must be Average, Max or L2, and is {Pooling}");
        if (!(PoolRescale > 0 && float.IsFinite(PoolRescale))) problems.Add($"PoolRescale must be a finite number above 0, and is {PoolRescale}");
        if (!Enum.IsDefined(FirstPadding)) problems.Add($"FirstPadding must be Zero or Replicate, and is {FirstPadding}");
        OptionsException.ThrowIfAny(nameof(NetworkOptions), problems);
    }
}

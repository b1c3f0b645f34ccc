namespace OnnxStyle.Transfer;

/// <summary>What the kernel of a <see cref="FrontLayer"/> is before it is trained.</summary>
public enum FrontInitialization
{
    /// <summary>Slopes of the luminance in directions all around; they darken what they find.</summary>
    Edges,

    /// <summary>Gaussian noise from the seed, which hardly changes the picture at first.</summary>
    Random,
}

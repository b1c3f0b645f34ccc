namespace OnnxStyle.Transfer;

/// <summary>The convolution in front of the encoder and its training.</summary>
public sealed record FrontLayerOptions
{
    /// <summary>The side of the kernel in pixels, odd, 1 to 15.</summary>
    public int KernelSize { get; init; } = 5;

    /// <summary>The channels of the kernel, 0 (no such layer) to 64.</summary>
    public int Channels { get; init; } = 8;

    /// <summary>What the kernel is before the first step.</summary>
    public FrontInitialization Initialization { get; init; } = FrontInitialization.Edges;

    /// <summary>When it is trained.</summary>
    public FrontSchedule Schedule { get; init; } = FrontSchedule.Before;

    /// <summary>Steps of Adam in each training, 0 (it stays as initialised) or more.</summary>
    public int TrainingSteps { get; init; } = 40;

    /// <summary>
    /// The step size, above 0. What the style loss notices of strokes and paper (<c>noticedWithFront</c> in the report) on an ink landscape: 0.41 without a layer,
    /// 0.45 behind an untrained one, and after 40 steps 0.54 at 0.001, 0.60 at 0.004, 0.53 at 0.01. From about 0.02 the steps are too long for a kernel of slopes: the loss rises at once and the layer stays as it was.
    /// </summary>
    public double LearningRate { get; init; } = 0.004;

    /// <summary>
    /// What a change of the painting by the layer costs, 0 or more: the encoder knows photographs, so what it gets must still be a picture.
    /// </summary>
    public double Anchor { get; init; } = 1;

    /// <summary>The longer side of the painting while the layer is trained, 32 to 1024 pixels.</summary>
    public int TrainingSide { get; init; } = 160;

    internal void Check(List<string> problems)
    {
        if (KernelSize is < 1 or > 15 || KernelSize % 2 == 0) problems.Add($"Front.KernelSize is {KernelSize}: expected an odd number from 1 to 15");
        if (Channels is < 0 or > 64) problems.Add($"Front.Channels is {Channels}: expected 0 (no layer) to 64");
        if (!Enum.IsDefined(Initialization)) problems.Add($"Front.Initialization is {Initialization}: expected {string.Join(", ", Enum.GetNames<FrontInitialization>())}");
        if (!Enum.IsDefined(Schedule)) problems.Add($"Front.Schedule is {Schedule}: expected {string.Join(", ", Enum.GetNames<FrontSchedule>())}");
        if (TrainingSteps < 0) problems.Add($"Front.TrainingSteps is {TrainingSteps}: expected 0 or more");
        if (!(LearningRate > 0 && double.IsFinite(LearningRate))) problems.Add($"Front.LearningRate is {LearningRate}: expected a finite number above 0");
        if (!(Anchor >= 0 && double.IsFinite(Anchor))) problems.Add($"Front.Anchor is {Anchor}: expected a finite number of 0 or more");
        if (TrainingSide is < 32 or > 1024) problems.Add($"Front.TrainingSide is {TrainingSide}: expected 32 to 1024 pixels");
    }
}

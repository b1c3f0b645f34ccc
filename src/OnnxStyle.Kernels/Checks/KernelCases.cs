namespace OnnxStyle.Kernels.Checks;

/// <summary>
/// The suite: every implementation, on every device, equals the reference on all of these cases. Tests, <c>onnxstyle kernels check</c> and the
/// rooms of other devices run the same list. The whole of it takes the reference a few seconds.
/// </summary>
public static class KernelCases
{
    /// <summary>All cases, kernel by kernel.</summary>
    public static IReadOnlyList<KernelCase> All { get; } = [.. GramCases.All(), .. CosineCases.All(), .. TopKCases.All(), .. MattingCases.All()];
}

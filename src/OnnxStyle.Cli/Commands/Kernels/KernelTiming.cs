namespace OnnxStyle.Cli.Commands;

/// <summary>What a benchmark found out about one kernel at one size.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="Size">Its sizes, in words.</param>
/// <param name="Seconds">The median.</param>
/// <param name="Best">The least, in seconds.</param>
/// <param name="BytesPerSecond">Of the bytes that must be moved at least.</param>
/// <param name="OperationsPerSecond">Of the multiplications and additions that the result needs.</param>
/// <param name="CopyShare">Bytes a second, of those of the device's copy; null where it was not measured.</param>
/// <param name="MultiplyShare">Operations a second, of those of the device's multiplications in registers.</param>
internal sealed record KernelTiming(
    string Kernel, string Size, double Seconds, double Best, double BytesPerSecond, double OperationsPerSecond, double? CopyShare, double? MultiplyShare);

using OnnxStyle.Tensors;

namespace OnnxStyle.Kernels;

/// <summary>The device that was asked for is not here. Nothing takes its place silently. Remedy: a device of <see cref="Available"/>.</summary>
public sealed class KernelDeviceException : OnnxStyleException
{
    /// <summary>Makes an error about a device.</summary>
    /// <param name="device">What was asked for, such as <c>cuda:0</c>.</param>
    /// <param name="available">The names of the devices that are here.</param>
    /// <param name="reason">Why it is not, a clause without a full stop; or null.</param>
    /// <param name="innerException">The library's error, or null.</param>
    public KernelDeviceException(string device, IReadOnlyList<string> available, string? reason = null, Exception? innerException = null)
        : base($"No kernels run on '{device}'{(reason is null ? string.Empty : $": {reason}")}. Available: {string.Join(", ", available)}. Ask for --device processor to run here.",
            innerException)
    {
        Device = device;
        Available = available;
    }

    /// <summary>What was asked for.</summary>
    public string Device { get; }

    /// <summary>The names of the devices that are here.</summary>
    public IReadOnlyList<string> Available { get; }
}

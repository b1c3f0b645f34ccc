using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>The native library libvips is missing or does not start. Remedy: the message says where it was looked for.</summary>
/// <param name="message">The whole message.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class ImagingLibraryException(string message, Exception? innerException = null) : OnnxStyleException(message, innerException);

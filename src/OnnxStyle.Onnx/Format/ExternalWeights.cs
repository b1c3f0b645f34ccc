using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>Asks <see cref="OnnxWriter"/> to keep large initializers out of the model, in one blob beside it, and takes that blob.</summary>
public sealed class ExternalWeights
{
    /// <summary>Offsets in the blob are multiples of this, a page of memory, so that a host can map it.</summary>
    public const int AlignmentBytes = 4096;

    /// <summary>The name of the blob that the model says: a file name relative to the model's folder. It needs no file when the host is given the bytes.</summary>
    public string Location { get; init; } = "weights.bin";

    /// <summary>Initializers of this many bytes or more go to the blob.</summary>
    public long ThresholdBytes { get; init; } = 1024;

    /// <summary>The bytes of the blob after a write; null before it.</summary>
    public Tensor<byte>? Blob { get; internal set; }
}

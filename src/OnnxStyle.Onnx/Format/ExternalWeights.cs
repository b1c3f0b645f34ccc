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

    /// <summary>Whether a write gathers the blob. False leaves it out, for a host that takes the tensors of <see cref="Values"/> where they lie.</summary>
    public bool GatherBlob { get; init; } = true;

    /// <summary>The initializers that the model names and does not hold, after a write; empty before it.</summary>
    public IReadOnlyList<Value> Values { get; internal set; } = [];

    /// <summary>The bytes of the blob after a write; null before it, and where <see cref="GatherBlob"/> is false.</summary>
    public Tensor<byte>? Blob { get; internal set; }
}

namespace OnnxStyle.Networks;

/// <summary>The formats of weight files.</summary>
internal enum WeightFormat
{
    /// <summary>None of the others.</summary>
    Unknown,

    /// <summary>No bytes.</summary>
    Empty,

    /// <summary>safetensors.</summary>
    Safetensors,

    /// <summary>NumPy's .npz.</summary>
    Npz,

    /// <summary>A file of torch.save, zip or older.</summary>
    Torch,

    /// <summary>An ONNX model.</summary>
    Onnx,
}

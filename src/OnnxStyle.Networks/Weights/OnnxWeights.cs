namespace OnnxStyle.Networks;

/// <summary>Weights of ONNX models: their initializers.</summary>
internal static class OnnxWeights
{
    /// <summary>Reads the initializers whose names are wanted.</summary>
    public static WeightSet Read(string path, Func<string, bool>? wanted) =>
        throw new WeightFormatException(path, $"ONNX models cannot be read yet{(wanted is null ? "" : " in parts")}.");
}

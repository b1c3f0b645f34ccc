using OnnxStyle.Networks;

namespace OnnxStyle.Transfer;

/// <summary>The encoder and the machinery below a run: what every method has in common.</summary>
public sealed record EngineOptions
{
    /// <summary>
    /// The encoder: <c>encoder</c> (the small one that comes along), <c>vgg19</c> (when installed), the path of a weight file,
    /// or <c>auto</c>: <c>vgg19</c> where it is installed, else <c>encoder</c>.
    /// </summary>
    public string Encoder { get; init; } = "auto";

    /// <summary>The folder of installed models; null: the user's.</summary>
    public string? ModelFolder { get; init; }

    /// <summary>How windows of a pooling layer become one value.</summary>
    public Pooling Pooling { get; init; } = Pooling.Average;

    /// <summary>What every pooling's output is multiplied by, above 0. crowsonkb/style-transfer-pytorch takes 2.0 for average and 0.78 for L2 pooling.</summary>
    public float PoolRescale { get; init; } = 1;

    /// <summary>What lies around the image for the first convolution.</summary>
    public FirstPadding FirstPadding { get; init; } = FirstPadding.Zero;

    /// <summary>ONNX Runtime's execution provider by name, such as <c>CPU</c>, <c>CUDA</c> or <c>WebGPU</c>. Never replaced silently.</summary>
    public string Provider { get; init; } = "CPU";

    /// <summary>Settings of the provider, passed on as they are.</summary>
    public IReadOnlyDictionary<string, string> ProviderOptions { get; init; } = new Dictionary<string, string>();

    /// <summary>Threads of ONNX Runtime; 0: one for each processor.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Whether graphs run on the processor as ONNX Runtime runs them. False, the default: 3x3 convolutions are computed by our own operators
    /// (<c>OnnxStyle.Operators</c>), in about half of the time, where the processor has vectors of 256 bits or more. Other providers always run plain graphs.
    /// </summary>
    public bool Plain { get; init; }

    internal void Check(List<string> problems)
    {
        if (string.IsNullOrEmpty(Encoder)) problems.Add("Engine.Encoder is empty: expected auto, encoder, vgg19 or the path of a weight file");
        if (!Enum.IsDefined(Pooling)) problems.Add($"Engine.Pooling is {Pooling}: expected Average, Max or L2");
        if (!(PoolRescale > 0 && float.IsFinite(PoolRescale))) problems.Add($"Engine.PoolRescale is {PoolRescale}: expected a finite number above 0");
        if (!Enum.IsDefined(FirstPadding)) problems.Add($"Engine.FirstPadding is {FirstPadding}: expected Zero or Replicate");
        if (string.IsNullOrEmpty(Provider)) problems.Add("Engine.Provider is empty: expected a provider's name such as CPU");
        if (Threads < 0) problems.Add($"Engine.Threads is {Threads}: expected 0 or more");
    }
}

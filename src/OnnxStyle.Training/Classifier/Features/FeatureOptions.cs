using OnnxStyle.Imaging;

namespace OnnxStyle.Training;

/// <summary>How pictures become the numbers that a classifier's head sees.</summary>
public sealed record FeatureOptions
{
    /// <summary>What describes a picture.</summary>
    public FeatureKind Kind { get; init; } = FeatureKind.Moments;

    /// <summary>The encoder: <c>encoder</c> (the small one that comes along), an installed model such as <c>vgg19</c>, or the path of a weight file. Histograms need none.</summary>
    public string Encoder { get; init; } = "encoder";

    /// <summary>The folder of installed models; null: the user's.</summary>
    public string? ModelFolder { get; init; }

    /// <summary>The layers that are looked at, one or more.</summary>
    public IReadOnlyList<string> Layers { get; init; } = ["relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1"];

    /// <summary>The side of the square that is seen, 16 to 1024 pixels.</summary>
    public int Side { get; init; } = 224;

    /// <summary>How pictures become square.</summary>
    public PictureFit Fit { get; init; } = PictureFit.Stretch;

    /// <summary>Whether black bars at the borders are cut first (see <see cref="DarkBorders"/>).</summary>
    public bool TrimBorders { get; init; } = true;

    internal void Check(List<string> problems)
    {
        if (!Enum.IsDefined(Kind)) problems.Add($"Features.Kind is {Kind}: expected Mean, Moments, Gram or Histogram");
        if (string.IsNullOrEmpty(Encoder)) problems.Add("Features.Encoder is empty: expected encoder, vgg19 or the path of a weight file");
        if (Kind != FeatureKind.Histogram && Layers.Count == 0) problems.Add("Features.Layers is empty: expected one or more layers such as relu3_1");
        if (Layers.Distinct().Count() != Layers.Count) problems.Add($"Features.Layers is {string.Join(',', Layers)}: a layer counts once");
        if (Side is < 16 or > 1024) problems.Add($"Features.Side is {Side}: expected 16 to 1024");
        if (!Enum.IsDefined(Fit)) problems.Add($"Features.Fit is {Fit}: expected Crop, Stretch or Letterbox");
    }
}

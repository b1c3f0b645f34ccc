namespace OnnxStyle.Recommender;

/// <summary>How pictures become vectors by a model of the user's: one input, a picture of 3 or 1 channels in float32 or float16.</summary>
public sealed record EmbeddingOptions
{
    /// <summary>The .onnx file.</summary>
    public required string Model { get; init; }

    /// <summary>The output that is taken; null: the only one. A map [1, C, H, W] (or [1, H, W, C]) and a sequence [1, T, D] become their means over places.</summary>
    public string? Output { get; init; }

    /// <summary>Where the model wants the colours; null: where its input has 3 or 1 channels.</summary>
    public EmbeddingLayout? Layout { get; init; }

    /// <summary>The pixels of a side that the model leaves free, 8 to 2,048.</summary>
    public int Side { get; init; } = 224;

    /// <summary>What colours in [0, 1] are multiplied by before <see cref="Mean"/> is taken away: 255 for models that want bytes. Above 0.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Taken away from red, green and blue.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [0, 0, 0];

    /// <summary>What red, green and blue are divided by then; not 0.</summary>
    public IReadOnlyList<double> Deviation { get; init; } = [1, 1, 1];

    /// <summary>Whether the model wants blue first.</summary>
    public bool BlueFirst { get; init; }

    internal void Check(List<string> problems)
    {
        if (string.IsNullOrEmpty(Model)) problems.Add("Embedding.Model is empty: expected an .onnx file");
        if (Layout is EmbeddingLayout layout && !Enum.IsDefined(layout)) problems.Add($"Embedding.Layout is {layout}: expected ChannelsFirst or ChannelsLast");
        if (Side is < 8 or > 2048) problems.Add($"Embedding.Side is {Side}: expected 8 to 2048");
        if (!(Scale > 0 && double.IsFinite(Scale))) problems.Add($"Embedding.Scale is {Scale}: expected a finite number above 0");
        if (Mean.Count != 3 || !Mean.All(double.IsFinite)) problems.Add($"Embedding.Mean is {string.Join(',', Mean)}: expected three numbers, for red, green and blue");
        if (Deviation.Count != 3 || !Deviation.All(value => double.IsFinite(value) && value != 0)) problems.Add($"Embedding.Deviation is {string.Join(',', Deviation)}: expected three numbers that are not 0, for red, green and blue");
    }
}

using System.Globalization;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>A layer of the encoder and how much it counts among the layers of its loss.</summary>
/// <param name="Layer">The name, such as <c>relu4_2</c> (after the ReLU) or <c>conv4_2</c> (before it).</param>
/// <param name="Weight">A factor of 0 or more; 1 is plain. It multiplies whatever the convention gives the layer.</param>
public readonly record struct LayerWeight(string Layer, double Weight = 1)
{
    /// <summary>Reads a list such as <c>relu1_1,relu2_1=0.5</c>.</summary>
    /// <param name="text">Layers separated by commas, each with an optional <c>=weight</c>.</param>
    /// <exception cref="OptionsException">An entry is empty, its weight is no number of 0 or more, or a layer stands twice.</exception>
    public static IReadOnlyList<LayerWeight> ParseList(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<LayerWeight> layers = [];
        List<string> problems = [];
        foreach (string entry in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] parts = entry.Split('=', StringSplitOptions.TrimEntries);
            double weight = 1;
            if (parts[0].Length == 0 || parts.Length > 2) problems.Add($"'{entry}' in '{text}' is no layer: expected name or name=weight");
            else if (parts.Length == 2 && !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out weight))
                problems.Add($"'{parts[1]}' in '{text}' is no weight: expected a number such as 0.5");
            else layers.Add(new LayerWeight(parts[0], weight));
        }

        Check(layers, "Layers", problems);
        OptionsException.ThrowIfAny("Layers", problems);
        return layers;
    }

    /// <summary>The form that <see cref="ParseList"/> reads.</summary>
    public override string ToString() => Weight == 1 ? Layer : $"{Layer}={Weight.ToString("R", CultureInfo.InvariantCulture)}";

    internal static void Check(IReadOnlyList<LayerWeight> layers, string name, List<string> problems)
    {
        foreach (LayerWeight layer in layers)
        {
            if (string.IsNullOrEmpty(layer.Layer)) problems.Add($"{name} has an entry without a layer: name one such as relu4_2");
            if (!(layer.Weight >= 0 && double.IsFinite(layer.Weight))) problems.Add($"{name} gives {layer.Layer} the weight {layer.Weight}: expected a finite number of 0 or more");
        }

        foreach (IGrouping<string, LayerWeight> twice in layers.GroupBy(layer => layer.Layer).Where(group => group.Count() > 1))
            problems.Add($"{name} names {twice.Key} {twice.Count()} times: once is enough, its weight can be any");
    }
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace OnnxStyle.Networks;

/// <summary>Maps other people's names of VGG weights to <c>conv{b}_{i}.weight</c> and <c>.bias</c>.</summary>
internal static partial class WeightNames
{
    /// <summary>Names that certainly belong to fully connected layers, which an encoder does not have.</summary>
    public static bool IsDense(string name) => DensePattern().IsMatch(name);

    /// <summary>The target name of each source name. Names that are no convolution's are left out.</summary>
    /// <param name="names">The names in the file, in its order.</param>
    /// <param name="where">The file, for messages.</param>
    /// <exception cref="WeightFormatException">The names are of no known kind, or the network has batch normalisation.</exception>
    public static IReadOnlyDictionary<string, string> Map(IReadOnlyList<string> names, string where)
    {
        string[] convolutional = [.. names.Where(name => !IsDense(name))];
        if (convolutional.Any(name => name.Contains("running_mean", StringComparison.Ordinal) || name.Contains("batchnorm", StringComparison.OrdinalIgnoreCase)))
            throw new WeightFormatException(where, "the network has batch normalisation, which is another network. Take the plain VGG.");
        Dictionary<string, string>? found = AsTheyAre(convolutional) ?? ByPlace(convolutional) ?? BySequence(convolutional) ?? ByNumber(convolutional, where);
        return found ?? throw new WeightFormatException(where, $"its names ({string.Join(", ", names.Take(4))}, ...) are of no known kind. " +
            "Known are conv1_1.weight (Caffe, Gatys), block1_conv1 (Keras), features.0.weight (torchvision) and vgg0_conv0_weight (ONNX model zoo).");
    }

    /// <summary>The block sizes of a network of so many convolutions: 16 is VGG-19, 13 is VGG-16.</summary>
    public static int[] BlockSizes(int convolutions, string where) => convolutions switch
    {
        16 => [2, 2, 4, 4, 4],
        13 => [2, 2, 3, 3, 3],
        _ => throw new WeightFormatException(where, $"it has {convolutions} convolutions in a row; VGG-19 has 16, VGG-16 has 13."),
    };

    // The project's own names, where a convolution is split: elsewhere the word filter means weight.
    private static Dictionary<string, string>? AsTheyAre(string[] names)
    {
        string[] own = [.. names.Where(name => OwnPattern().IsMatch(name))];
        bool isSplit = own.Any(name => name.EndsWith(".filter", StringComparison.Ordinal) && own.Contains(Path.ChangeExtension(name, "weight")));
        return isSplit ? own.ToDictionary(name => name, StringComparer.Ordinal) : null;
    }

    // conv1_1.weight, conv1_1_w, conv1_1/kernel, block1_conv1_W_1:0: block and index are in the name.
    private static Dictionary<string, string>? ByPlace(string[] names)
    {
        Dictionary<string, string> found = new(StringComparer.Ordinal);
        foreach (string name in names)
        {
            Match match = PlacePattern().Match(name);
            if (match.Success) found.Add(name, $"conv{match.Groups["block"].Value}_{match.Groups["index"].Value}.{Kind(match.Groups["kind"].Value)}");
        }

        return found.Count > 0 ? found : null;
    }

    // features.0.weight: the number counts layers; convolution and ReLU are two, a pooling one more.
    private static Dictionary<string, string>? BySequence(string[] names)
    {
        SortedDictionary<int, List<(string Name, string Kind)>> layers = Numbered(names, SequencePattern());
        if (layers.Count == 0) return null;
        Dictionary<string, string> found = new(StringComparer.Ordinal);
        int block = 1, index = 0, last = layers.Keys.First() - 2;
        foreach ((int number, List<(string Name, string Kind)> parameters) in layers)
        {
            (block, index) = number - last > 2 ? (block + 1, 1) : (block, index + 1);
            last = number;
            foreach ((string name, string kind) in parameters) found.Add(name, $"conv{block}_{index}.{kind}");
        }

        return found;
    }

    // vgg0_conv0_weight: the number counts convolutions only.
    private static Dictionary<string, string>? ByNumber(string[] names, string where)
    {
        SortedDictionary<int, List<(string Name, string Kind)>> layers = Numbered(names, NumberPattern());
        if (layers.Count == 0) return null;
        int[] sizes = BlockSizes(layers.Count, where);
        Dictionary<string, string> found = new(StringComparer.Ordinal);
        int block = 0, index = 0;
        foreach (List<(string Name, string Kind)> parameters in layers.Values)
        {
            (block, index) = index == sizes[block] ? (block + 1, 1) : (block, index + 1);
            foreach ((string name, string kind) in parameters) found.Add(name, $"conv{block + 1}_{index}.{kind}");
        }

        return found;
    }

    private static SortedDictionary<int, List<(string Name, string Kind)>> Numbered(string[] names, Regex pattern)
    {
        SortedDictionary<int, List<(string Name, string Kind)>> layers = [];
        foreach (string name in names)
        {
            Match match = pattern.Match(name);
            if (!match.Success || !int.TryParse(match.Groups["number"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number)) continue;
            if (!layers.TryGetValue(number, out List<(string Name, string Kind)>? parameters)) layers.Add(number, parameters = []);
            parameters.Add((name, Kind(match.Groups["kind"].Value)));
        }

        return layers;
    }

    private static string Kind(string word) => word.StartsWith('b') ? "bias" : "weight";

    [GeneratedRegex(@"(^|[./_])(classifier|fc\d*|fc[678]|predictions|dense\d*)([./_:]|$)", RegexOptions.IgnoreCase)]
    private static partial Regex DensePattern();

    [GeneratedRegex(@"^conv\d+_\d+\.(reduce|filter|weight|bias)$")]
    private static partial Regex OwnPattern();

    [GeneratedRegex(@"(?:^|[./_])(?:conv(?<block>\d)_(?<index>\d)|block(?<block>\d)_conv(?<index>\d))[./_](?:.*[./_])?(?<kind>weights?|kernel|filter|W|w|bias|biases|b)(?:_\d+)?(?::0)?$")]
    private static partial Regex PlacePattern();

    [GeneratedRegex(@"(?:^|\.)features\.(?<number>\d+)\.(?<kind>weight|bias)$")]
    private static partial Regex SequencePattern();

    [GeneratedRegex(@"(?:^|[./_])conv(?<number>\d+)[./_](?<kind>weight|bias)$")]
    private static partial Regex NumberPattern();
}

using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>A layer was asked for that the network does not have. Remedy: one of <see cref="Known"/>.</summary>
public sealed class UnknownLayerException : OnnxStyleException
{
    /// <summary>Makes the error.</summary>
    /// <param name="layer">The name that was asked for.</param>
    /// <param name="known">The layers that there are, in order.</param>
    public UnknownLayerException(string layer, IReadOnlyList<string> known)
        : base($"There is no layer '{layer}'.{Near(layer, known)} The network has {string.Join(", ", known)}.")
    {
        Layer = layer;
        Known = known;
    }

    /// <summary>The name that was asked for.</summary>
    public string Layer { get; }

    /// <summary>The layers that there are, in order.</summary>
    public IReadOnlyList<string> Known { get; }

    // conv42, Conv4_2 and conv4-2 mean conv4_2.
    private static string Near(string layer, IReadOnlyList<string> known)
    {
        string letters = Letters(layer);
        string? near = known.FirstOrDefault(name => Letters(name) == letters);
        return near is null ? "" : $" Did you mean {near}?";
    }

    private static string Letters(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}

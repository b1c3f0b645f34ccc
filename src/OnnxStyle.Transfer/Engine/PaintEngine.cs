using System.Security.Cryptography;
using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Operators;
using OnnxStyle.Runtime;

namespace OnnxStyle.Transfer;

/// <summary>
/// An opened <see cref="EngineOptions"/>: the encoder and how sessions are made. Transformed filters of the encoder are made once and stay until the engine is disposed
/// of; sessions that are still open keep theirs.
/// </summary>
internal sealed class PaintEngine : IDisposable
{
    // ONNX Runtime's threads would wait for the next run by spinning, on the processors that the optimiser's threads want in between.
    private static readonly Dictionary<string, string> NoSpinning = new() { ["session.force_spinning_stop"] = "1" };
    private readonly FilterBank filters = new();
    private readonly Lazy<string> sha256;

    public PaintEngine(EngineOptions options)
        : this(options, Open(options))
    {
    }

    public PaintEngine(EngineOptions options, Encoder encoder)
    {
        Encoder = encoder;
        Network = new NetworkOptions { Pooling = options.Pooling, PoolRescale = options.PoolRescale, FirstPadding = options.FirstPadding };
        SessionOptions = new SessionOptions { Provider = options.Provider, ProviderOptions = options.ProviderOptions, Threads = options.Threads, Deterministic = true, Configuration = NoSpinning };
        SessionOptions.Validate();
        Plain = options.Plain || !SessionOptions.OnProcessor || !WinogradGraph.Pays;
        sha256 = new Lazy<string>(Hash);
    }

    public Encoder Encoder { get; }

    public NetworkOptions Network { get; }

    public SessionOptions SessionOptions { get; }

    /// <summary>Whether graphs run as they are, on any provider but the processor and on a processor where our operators would not be faster.</summary>
    public bool Plain { get; }

    /// <summary>SHA-256 of all filters and biases in the order of the layers, as float32.</summary>
    public string EncoderSha256 => sha256.Value;

    /// <summary>Where evaluations are traced; null: nowhere.</summary>
    public RunProfile? Profile { get; set; }

    /// <summary>A layer through which every picture passes before the encoder; null: none.</summary>
    public FrontLayer? Front { get; set; }

    /// <summary>Appends the front layer, where there is one, and the encoder up to the deepest of some layers.</summary>
    public IReadOnlyDictionary<string, Value> Features(GraphBuilder graph, Value image, IReadOnlyCollection<string> layers) =>
        Encoder.Append(graph, layers.Count > 0 && Front is not null ? Front.Append(graph, image) : image, layers, Network);

    /// <summary>Makes a session of a graph.</summary>
    public Session CreateSession(Graph graph) => Plain ? Session.Create(graph, SessionOptions) : CreateSession(WinogradGraph.Of(graph), null);

    /// <summary>Makes a session of a rewritten graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="profilePath">The start of the path of its profile, or null for none.</param>
    public Session CreateSession(WinogradGraph graph, string? profilePath) => graph.CreateSession(SessionOptions with { ProfilePath = profilePath }, filters);

    /// <summary>Frees the transformed filters that no session uses.</summary>
    public void Dispose() => filters.Dispose();

    /// <summary>The deepest of some layers; null when there is none.</summary>
    public string? Deepest(IEnumerable<string> layers)
    {
        int deepest = -1;
        foreach (string layer in layers)
        {
            _ = Encoder.Channels(layer); // an unknown layer is reported with the list of those that exist
            for (int i = 0; i < Encoder.Layers.Count; i++) if (Encoder.Layers[i] == layer) deepest = Math.Max(deepest, i);
        }

        return deepest < 0 ? null : Encoder.Layers[deepest];
    }

    private static Encoder Open(EngineOptions options)
    {
        const string Preferred = "vgg19", AlwaysThere = "encoder";
        string name = options.Encoder != "auto" ? options.Encoder : ModelFolder.Installed(options.ModelFolder).Contains(Preferred) ? Preferred : AlwaysThere;
        return Encoder.Open(name, options.ModelFolder);
    }

    private string Hash()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((VggLayer layer, int inputs) in Encoder.Card.Architecture.Convolutions())
            foreach ((string kind, _) in VggArchitecture.Parameters(layer, inputs)) hash.AppendData(Encoder.Parameter(layer.Name, kind).Bytes);

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

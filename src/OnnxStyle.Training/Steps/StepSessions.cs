using System.Globalization;
using OnnxStyle.Autograd;
using OnnxStyle.Onnx;
using OnnxStyle.Operators;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>
/// How the graphs of a run become sessions: on the processor with our own convolutions, whose constant filters (a teacher's) are transformed once for all sessions; those
/// that are trained are transformed in every step. Sessions stay good when this is disposed of.
/// </summary>
public sealed class StepSessions : IDisposable
{
    private readonly FilterBank filters = new();
    private readonly SessionOptions options;

    /// <summary>Chooses how.</summary>
    /// <param name="options">How to run graphs; null: the defaults.</param>
    /// <param name="plain">Whether graphs run as they are. They always do on other providers, and on a processor where our operators would not be faster.</param>
    public StepSessions(SessionOptions? options = null, bool plain = false)
    {
        this.options = options ?? new SessionOptions();
        Plain = plain || !this.options.OnProcessor || !WinogradGraph.Pays;
    }

    /// <summary>Whether graphs run as they are.</summary>
    public bool Plain { get; }

    /// <summary>What the bits of a result depend on besides the graph, by name: the provider, its threads, whose convolutions.</summary>
    public IReadOnlyDictionary<string, string> Circumstances => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["provider"] = options.Provider,
        ["threads"] = (options.Threads > 0 ? options.Threads : Environment.ProcessorCount).ToString(CultureInfo.InvariantCulture),
        ["convolutions"] = Plain ? "of ONNX Runtime" : $"of our own ({VectorForms.Widest})",
    };

    /// <summary>How the gradient of a convolution's filters is written, so that it is fastest in these sessions.</summary>
    /// <param name="convolution">A convolution of the forward graph.</param>
    public FilterForm Form(Node convolution) => !Plain && WinogradGraph.TakesFilterGradient(convolution) ? FilterForm.Convolution : FilterForm.Products;

    /// <summary>Makes a session of a graph.</summary>
    /// <exception cref="OnnxStyleException">The provider cannot run it.</exception>
    public Session Create(Graph graph) => Plain ? Session.Create(graph, options) : WinogradGraph.Of(graph).CreateSession(options, filters);

    /// <summary>Frees the transformed filters with the last session that uses them.</summary>
    public void Dispose() => filters.Dispose();
}

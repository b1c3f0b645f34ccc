using OnnxStyle.Onnx;
using OnnxStyle.Operators.Binding;
using OnnxStyle.Operators.Rewriting;
using OnnxStyle.Operators.Winograd;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators;

/// <summary>
/// A graph whose 3x3 and 1x1 convolutions are computed by our operators on the processor, with the same inputs, outputs and results. Any graph may be given; what our operators
/// cannot compute stays as it is, and <see cref="Verdicts"/> says why.
/// </summary>
public sealed class WinogradGraph
{
    private readonly IReadOnlyList<Tensor<float>> filters;
    private readonly IReadOnlyList<ConvMatch> convolutions;

    private WinogradGraph(Graph graph, IReadOnlyList<Tensor<float>> filters, IReadOnlyList<ConvMatch> convolutions, IReadOnlyList<ConvolutionVerdict> verdicts)
    {
        Graph = graph;
        this.convolutions = convolutions;
        this.filters = filters;
        Verdicts = verdicts;
    }

    /// <summary>Whether this processor computes the operators faster than ONNX Runtime its own.</summary>
    public static bool Pays => VectorForms.Widest != VectorForm.Scalar;

    /// <summary>The rewritten graph; the source itself where nothing was rewritten.</summary>
    public Graph Graph { get; }

    /// <summary>What became of each convolution, in the order of the graph.</summary>
    public IReadOnlyList<ConvolutionVerdict> Verdicts { get; }

    /// <summary>
    /// What the transformed filters of all sessions of this graph take together, in bytes: about four times what the filters take, or eight where both directions have their
    /// own; and what those of 1x1 convolutions take in one session.
    /// </summary>
    public long FilterBytes =>
        convolutions.Where(conv => !conv.IsPoint && conv.Filters.Constant is not null).DistinctBy(conv => (conv.Filters, conv.Tile)).Sum(conv => WinogradFilters.BytesOf((int)conv.Filters.Shape[0], (int)conv.Filters.Shape[1], conv.Tile))
        + convolutions.Where(conv => conv.IsPoint && conv.Filters.Constant is not null).Sum(conv => sizeof(float) * conv.Filters.Shape.ElementCount);

    /// <summary>What the kernels of one session need while they run, in bytes, beside the values of the graph.</summary>
    /// <param name="threads">The threads of the session.</param>
    public long WorkspaceBytes(int threads) => convolutions.Where(conv => !conv.IsPoint).Select(conv => sizeof(float) * new Conv3x3Kernel(conv.Shape, conv.Tile, conv.Direction, VectorForms.Widest).WorkspaceFloats(threads)).DefaultIfEmpty(0).Max();

    /// <summary>Rewrites a graph.</summary>
    /// <param name="graph">Any graph; it stays as it is. Its constants are not copied.</param>
    /// <param name="always">Whether convolutions of so little work that it does not pay are rewritten as well.</param>
    public static WinogradGraph Of(Graph graph, bool always = false)
    {
        ArgumentNullException.ThrowIfNull(graph);
        WinogradRewriter rewriter = new(graph, always);
        return new WinogradGraph(rewriter.Rewrite(), rewriter.Filters, rewriter.Convolutions, rewriter.Verdicts);
    }

    /// <summary>
    /// Whether the gradient of a convolution's filters becomes ours, where Autograd writes it as a convolution; where not, another form is faster in plain ONNX Runtime.
    /// </summary>
    /// <param name="convolution">A convolution of the forward graph.</param>
    public static bool TakesFilterGradient(Node convolution)
    {
        ArgumentNullException.ThrowIfNull(convolution);
        return ConvMatch.Of(convolution, always: false) is { Refusal.Length: 0, IsPoint: false };
    }

    /// <summary>Makes a session of the rewritten graph. The filters' constants may not change as long as the bank knows them.</summary>
    /// <param name="options">How to run it; the provider must be the processor.</param>
    /// <param name="bank">Holds the transformed filters; sessions that are given the same share them.</param>
    /// <param name="form">How wide the kernels calculate; null: the widest that this processor has.</param>
    /// <exception cref="OptionsException">The options are not valid, or name another provider.</exception>
    /// <exception cref="RuntimeException">The graph uses what the library does not have.</exception>
    public Session CreateSession(SessionOptions options, FilterBank bank, VectorForm? form = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(bank);
        SessionScratch scratch = new(form ?? VectorForms.Widest);
        return Session.Create(Graph, options with
        {
            Operators =
            [
                .. options.Operators,
                new Conv3x3Operator(scratch, bank, filters),
                new Conv1x1Operator(scratch, filters),
                new FilterGradientOperator(scratch),
                new GramOperator(scratch),
                new ProductOperator(scratch),
                new LayoutOperator(scratch, toBlocked: true),
                new LayoutOperator(scratch, toBlocked: false),
                new PoolOperator(scratch, gradient: false),
                new PoolOperator(scratch, gradient: true),
            ],
        });
    }
}

using OnnxStyle.Optimization;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// The losses of a picture as a function of the variables of its pyramid. Every evaluation looks at other positions, which its number and the seed decide:
/// so a resumed run draws what the uninterrupted one would have drawn.
/// </summary>
internal sealed class StrotssObjective : ILossObjective, IDisposable
{
    private const int DrawnOnce = -1;
    private readonly StrotssGraph losses;
    private readonly LaplacianPyramid pyramid;
    private readonly IReadOnlyList<RegionSamples> regions;
    private readonly StrotssOptions options;
    private readonly int level;
    private readonly Session session;
    private readonly Tensor<float> image, gradient;
    private readonly Tensor<float>[] values;
    private readonly int[]?[] styles;
    private readonly CancellationToken cancellationToken;
    private IReadOnlyList<LossValue> last = [];

    public StrotssObjective(
        PaintEngine engine, StrotssGraph losses, LaplacianPyramid pyramid, IReadOnlyList<RegionSamples> regions, StrotssOptions options, int level, CancellationToken cancellationToken)
    {
        (this.losses, this.pyramid, this.regions, this.options, this.level, this.cancellationToken) = (losses, pyramid, regions, options, level, cancellationToken);
        styles = new int[regions.Count][];
        Shape shape = losses.Graph.Inputs.First(input => input.Name == "image").Shape;
        image = new Tensor<float>(shape);
        gradient = new Tensor<float>(shape);
        values = [.. losses.Terms.Select(_ => new Tensor<float>(Shape.Scalar))];
        session = engine.CreateSession(losses.Graph);
        session.BindInput("image", image);
        HashSet<string> maps = [.. losses.Graph.Inputs.Select(input => input.Name).Where(name => !name.StartsWith("region", StringComparison.Ordinal))];
        foreach ((string name, Tensor tensor) in losses.Bindings()) session.BindInput(name, tensor, refresh: !maps.Contains(name));
        for (int i = 0; i < values.Length; i++) session.BindOutput($"loss/{losses.Terms[i].Name}", values[i]);
        session.BindOutput("gradient", gradient);
    }

    /// <summary>The number of the next evaluation, from 0 on each scale.</summary>
    public Func<long> Evaluation { get; init; } = () => 0;

    public int Length => pyramid.Length;

    public double Evaluate(ReadOnlySpan<float> x, Span<float> gradient)
    {
        pyramid.Merge(x, image.Span);
        double total = Run(Evaluation());
        pyramid.MergeAdjoint(this.gradient.Span, gradient);
        return total;
    }

    /// <summary>The mean losses of a picture over several drawings.</summary>
    /// <param name="picture"><c>[3, H, W]</c>.</param>
    /// <param name="drawings">How many.</param>
    public IReadOnlyList<LossValue> Score(ReadOnlySpan<float> picture, int drawings)
    {
        picture.CopyTo(image.Span);
        double[] sums = new double[values.Length];
        for (int i = 0; i < drawings; i++)
        {
            _ = Run(int.MaxValue - i);
            for (int j = 0; j < sums.Length; j++) sums[j] += last[j].Value;
        }

        return [.. losses.Terms.Select((term, i) => new LossValue(term.Name, sums[i] / drawings, term.Weight * sums[i] / drawings))];
    }

    public IReadOnlyList<LossValue> LossesAt(double total) => last;

    public void Dispose() => session.Dispose();

    private double Run(long evaluation)
    {
        for (int i = 0; i < regions.Count; i++) Draw(i, evaluation);
        session.Run(cancellationToken);
        last = [.. losses.Terms.Select((term, i) => new LossValue(term.Name, values[i].Span[0], term.Weight * values[i].Span[0]))];
        return last.Sum(loss => loss.Weighted);
    }

    private void Draw(int i, long evaluation)
    {
        RegionSamples region = regions[i];
        Random order = Stream(i, evaluation, 0), offset = options.AsPublished ? Stream(i, DrawnOnce, 0) : order;
        losses.Positions[i].Content.Set([.. region.Region.DrawContent(region.Count, offset, order), .. region.Pairs.Select(pair => pair.Content)]);
        if (options.AsPublished && styles[i] is not null) return;
        styles[i] = [.. region.Region.DrawStyle(region.StyleCount, Stream(i, options.AsPublished ? DrawnOnce : evaluation, 1)), .. region.Pairs.Select(pair => pair.Style)];
        losses.Positions[i].Style.Set(styles[i]);
    }

    // A stream of its own for each drawing, so that no drawing depends on how many were made before.
    private Random Stream(int region, long evaluation, int kind)
    {
        ulong state = unchecked(((ulong)(uint)options.Seed << 32) ^ (ulong)(evaluation + 1));
        foreach (int part in (ReadOnlySpan<int>)[level, region, kind]) state = unchecked((state ^ (uint)part) * 0x9E3779B97F4A7C15UL) ^ (state >> 29);
        return new Random(unchecked((int)(state ^ (state >> 32))));
    }
}

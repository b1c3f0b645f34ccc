using System.Diagnostics;
using OnnxStyle.Optimization;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>The losses of a picture as a function to make small. Inputs and outputs are bound once; a call copies the picture in and the gradient out.</summary>
internal sealed class PictureObjective : ILossObjective, IDisposable
{
    private const int Remembered = 32;
    private readonly LossGraph losses;
    private readonly Session session;
    private readonly RunProfile? profile;
    private readonly Tensor<float> image;
    private readonly Tensor<float> gradient;
    private readonly Tensor<float>[] values;
    private readonly Queue<(double Total, double[] Values)> recent = new();
    private readonly bool[]? frozen;
    private readonly IReadOnlyList<IOutsideTerm> outside;
    private readonly CancellationToken cancellationToken;
    private readonly List<long> runs = []; // when each run was begun; only for a profile
    private long evaluated;

    /// <param name="engine">Makes the session.</param>
    /// <param name="losses">The graph.</param>
    /// <param name="frozen">Pixels that must not move, <c>[H, W]</c>; their gradient is 0.</param>
    /// <param name="cancellationToken">Stops an evaluation between two nodes.</param>
    /// <param name="outside">Terms that are computed outside of the graph; the caller disposes of them. Null: none.</param>
    public PictureObjective(PaintEngine engine, LossGraph losses, bool[]? frozen, CancellationToken cancellationToken, IReadOnlyList<IOutsideTerm>? outside = null)
    {
        this.outside = outside ?? [];
        this.losses = losses;
        this.frozen = frozen;
        this.cancellationToken = cancellationToken;
        Shape shape = losses.Graph.Inputs[0].Shape;
        image = new Tensor<float>(shape);
        gradient = new Tensor<float>(shape);
        values = [.. losses.Losses.Select(_ => new Tensor<float>(Shape.Scalar))];
        profile = engine.Profile;
        session = profile is null ? engine.CreateSession(losses.Graph) : profile.CreateSession(losses.Graph);
        session.BindInput("image", image);
        foreach ((string name, Tensor<float> tensor) in losses.Targets) session.BindInput(name, tensor, refresh: false);
        for (int i = 0; i < values.Length; i++) session.BindOutput($"loss/{losses.Losses[i].Name}", values[i]);
        session.BindOutput("gradient", gradient);
    }

    public int Length => (int)image.Shape.ElementCount;

    /// <summary>The total is summed in double: near the end of a run float32 would hide the last decreases from a line search.</summary>
    public double Evaluate(ReadOnlySpan<float> x, Span<float> gradient)
    {
        long begin = Stopwatch.GetTimestamp();
        if (evaluated != 0) profile?.Did("optimiser, log, progress", "host", evaluated);
        x.CopyTo(image.Span);
        if (profile is not null) runs.Add(profile.Did("picture in", "copy", begin));
        session.Run(cancellationToken);
        begin = Stopwatch.GetTimestamp();
        double total = 0;
        double[] now = new double[values.Length + outside.Count];
        for (int i = 0; i < values.Length; i++)
        {
            now[i] = values[i].Span[0];
            total += losses.Losses[i].Weight * now[i];
        }

        this.gradient.Span.CopyTo(gradient);
        for (int i = 0; i < outside.Count; i++)
        {
            long kernel = Stopwatch.GetTimestamp();
            now[values.Length + i] = outside[i].Add(x, gradient);
            total += outside[i].Weight * now[values.Length + i];
            profile?.Did(outside[i].Kernel, "kernel", kernel);
        }

        if (frozen is not null)
        {
            for (int i = 0; i < gradient.Length; i++) if (frozen[i % frozen.Length]) gradient[i] = 0;
        }

        recent.Enqueue((total, now));
        if (recent.Count > Remembered) recent.Dequeue();
        profile?.Did("losses and gradient out", "copy", begin);
        evaluated = Stopwatch.GetTimestamp();
        return total;
    }

    public IReadOnlyList<LossValue> LossesAt(double total)
    {
        if (recent.Count == 0) return [];
        double[] found = recent.Last().Values;
        foreach ((double known, double[] terms) in recent) if (known == total) found = terms;
        return
        [
            .. losses.Losses.Select((loss, i) => new LossValue(loss.Name, found[i], loss.Weight * found[i])),
            .. outside.Select((term, i) => new LossValue(term.Name, found[values.Length + i], term.Weight * found[values.Length + i])),
        ];
    }

    public void Dispose()
    {
        profile?.Take(session, $"{image.Shape[3]} x {image.Shape[2]} pixels", runs);
        session.Dispose();
    }
}

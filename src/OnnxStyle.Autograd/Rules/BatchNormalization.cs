using OnnxStyle.Onnx;

namespace OnnxStyle.Autograd.Rules;

/// <summary>
/// Batch normalisation. Training form: as <see cref="InstanceNormalization"/> with the statistics of the batch, over all axes
/// but the channels; the running mean and variance that it also returns are bookkeeping and have no gradient.
/// Inference form: <c>y = s·(x - m)·r + b</c>, <c>r = 1/√(v + ε)</c> with given m and v:
/// <c>dx = dy·s·r</c>, <c>ds = Σ dy·(x - m)·r</c>, <c>db = Σ dy</c>, <c>dm = -s·r·db</c>, <c>dv = -s·r²·ds/2</c>.
/// </summary>
/// <remarks>Shapes: x, y, dy [N, C, spatial...]; s, b, m, v [C].</remarks>
internal static class BatchNormalization
{
    public static Value?[] Build(GradientContext g)
    {
        if (g.OutputGradient(1) is not null || g.OutputGradient(2) is not null) throw g.Refuse("the running statistics have no gradient; compute them with ReduceMean");
        Value x = g.Input(0), dy = g.Gradient;
        long[] others = GradientContext.AxesBut(x.Shape.Rank, 1);
        float epsilon = g.Node.Float("epsilon", 1e-5f);
        bool training = g.Node.Int("training_mode", 0) != 0;
        (Value normal, Value r) = training ? InstanceNormalization.Normalise(g, x, others, epsilon) : Given(g, x, epsilon);

        GraphBuilder b = g.Graph;
        Value scaled = b.Mul(InstanceNormalization.PerChannel(g, g.Input(1), x.Shape), r);
        Value? dx = null, dm = null, dv = null;
        if (g.Needs(0)) dx = b.Mul(scaled, training ? InstanceNormalization.Centre(g, dy, normal, others) : dy);
        Value ds = b.ReduceSum(b.Mul(dy, normal), others, keepDims: false);
        Value db = b.ReduceSum(dy, others, keepDims: false);
        if (!training)
        {
            Value slope = g.Reshape(scaled, db.Shape);
            if (g.Needs(3)) dm = b.Neg(b.Mul(slope, db));
            if (g.Needs(4)) dv = g.Scale(b.Mul(b.Mul(slope, g.Reshape(r, db.Shape)), ds), -0.5);
        }

        return [dx, ds, db, dm, dv];
    }

    private static (Value Normal, Value InverseDeviation) Given(GradientContext g, Value x, float epsilon)
    {
        GraphBuilder b = g.Graph;
        Value mean = InstanceNormalization.PerChannel(g, g.Input(3), x.Shape), variance = InstanceNormalization.PerChannel(g, g.Input(4), x.Shape);
        Value r = b.Reciprocal(b.Sqrt(b.Add(variance, b.Scalar(epsilon))));
        return (b.Mul(b.Sub(x, mean), r), r);
    }
}
